// Appends of one row, or of one event, each a commit of its own: peers.mjs NAME FILE CLIENTS SECONDS PAYLOAD prints how many a second.
const [name, file, clients, seconds, payload] = process.argv.slice(2);

const appends = {
  async "better-sqlite3"() {
    const { default: Database } = await import("better-sqlite3");
    const database = new Database(file);
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    database.exec("CREATE TABLE entry (position INTEGER PRIMARY KEY, stream TEXT, type TEXT, payload BLOB) STRICT");
    const insert = database.prepare("INSERT INTO entry (stream, type, payload) VALUES (?, ?, ?)");
    const bytes = Buffer.from(payload);
    // It waits for the disk itself: others get their turn in between.
    return async (number) => {
      insert.run(`sbi/SBI-${number}`, "sbi.registered", bytes);
      await new Promise(setImmediate);
    };
  },

  async "emmett-sqlite"() {
    const { getSQLiteEventStore } = await import("@event-driven-io/emmett-sqlite");
    const store = getSQLiteEventStore({ fileName: file, schema: { autoMigration: "CreateOrUpdate" } });
    const data = JSON.parse(payload);
    return (number) => store.appendToStream(`sbi-${number}`, [{ type: "sbi.registered", data }]);
  },
};

const append = await appends[name]();
let number = 0;
await append(number++); // makes its tables
const begin = performance.now();
const end = begin + 1000 * Number(seconds);
await Promise.all(
  Array.from({ length: Number(clients) }, async () => {
    while (performance.now() < end) {
      await append(number++);
    }
  }),
);
console.log((1000 * (number - 1)) / (performance.now() - begin));
process.exit(0);
