// The report of a day is written whole by the server: it only goes to the printer.

document.getElementById("print").addEventListener("click", () => window.print());
