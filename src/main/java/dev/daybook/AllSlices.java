package dev.daybook;

import dev.daybook.access.AccessSlice;
import dev.daybook.agent.AgentSlice;
import dev.daybook.agent.hive.Hive;
import dev.daybook.code.CodeSlice;
import dev.daybook.code.scout.CodeScout;
import dev.daybook.config.ConfigSlice;
import dev.daybook.history.HistorySlice;
import dev.daybook.item.ItemSlice;
import dev.daybook.item.files.ItemMapping;
import dev.daybook.item.taskmaster.TaskMaster;
import dev.daybook.maintenance.MaintenanceSlice;
import dev.daybook.masking.SecretRules;
import dev.daybook.project.ProjectSlice;
import dev.daybook.project.gum.Gum;
import dev.daybook.sbi.SbiSlice;
import dev.daybook.sbi.deespec.Deespec;
import dev.daybook.secret.SecretSlice;
import dev.daybook.session.SessionSlice;
import dev.daybook.session.ait42.Ait42;
import dev.daybook.slice.Slices;
import dev.daybook.slice.ToolFiles;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;

/** The kinds of things that Daybook keeps records of. */
public final class AllSlices {

    /** Returns them for this machine. */
    public static Slices of() {
        return of(ZoneId.systemDefault(), InstantSource.system());
    }

    /** @param zone of times that files of tools spell without one */
    public static Slices of(ZoneId zone, InstantSource clock) {
        ToolFiles deespec = Deespec.files(zone, clock);
        ToolFiles ait42 = Ait42.files(zone, clock);
        ToolFiles gum = Gum.files(zone, clock);
        ToolFiles taskMaster = ToolFiles.of(TaskMaster.format(new ItemMapping()));
        ToolFiles hive = Hive.files(AgentSlice.mapping(Hive.TOOL), zone, clock);
        ToolFiles codeScout = CodeScout.files(new ItemMapping(), zone, clock);
        List<ToolFiles> tools = List.of(deespec, ait42, gum, taskMaster, hive, codeScout);
        List<String> kinds = tools.stream().map(files -> files.source().kind()).toList();
        var keys = new HashMap<String, List<String>>();
        tools.forEach(files -> keys.putAll(files.keys()));
        return new Slices(
                List.of(
                        new AccessSlice(),
                        new ConfigSlice(),
                        new HistorySlice(kinds),
                        new MaintenanceSlice(kinds, kinds.stream().sorted().toList()),
                        new SbiSlice(deespec),
                        new SessionSlice(ait42),
                        new ProjectSlice(gum),
                        new AgentSlice(hive),
                        new CodeSlice(codeScout),
                        new ItemSlice(keys, taskMaster),
                        new SecretSlice()),
                SecretRules.builtIn());
    }

    private AllSlices() {}
}
