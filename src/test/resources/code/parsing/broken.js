const a = require("a");
function whole() { a.run(); }
function torn(x { return <div>; }
var after = 1;
