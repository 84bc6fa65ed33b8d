package dev.daybook.page;

import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.util.Map;

/** Pages as HTML: what people wrote is text in it, wherever it stands. */
public final class Html {

    /** Adds nothing to what the templates say. */
    private static final HtmlInterceptor NOTHING = new HtmlInterceptor() {
        @Override
        public void onHtmlTagOpened(String name, Map<String, Object> attributes, TemplateOutput out) {
            // as it is
        }

        @Override
        public void onHtmlTagClosed(String name, TemplateOutput out) {
            // as it is
        }
    };

    private Html() {}

    /**
     * Returns a page.
     *
     * @param path where it is
     * @param sought what is looked for, if it is a search
     */
    public static String of(Page page, String path, String sought, Navigation.Places places) {
        var out = new StringOutput();
        JtelayoutGenerated.render(
                new OwaspHtmlTemplateOutput(out), NOTHING, page, path, sought, places.lists(), places.main());
        return out.toString();
    }
}
