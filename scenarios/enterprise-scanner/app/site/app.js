// Sends the form to the API. Where the application is not deployed yet, it says so.
const form = document.getElementById("scan");
const result = document.getElementById("result");

form.addEventListener("submit", async event => {
  event.preventDefault();
  result.textContent = "Scanning…";
  try {
    const reply = await fetch("/api/scans", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ target: form.elements.target.value }),
    });
    if (reply.status === 404) {
      result.textContent = "Scans are not open yet.";
    } else if (reply.ok) {
      const { id, summary } = await reply.json();
      result.textContent = `Scan ${id} is done. ${summary.scans} scans of ${summary.targets} hosts so far.`;
    } else {
      result.textContent = `The scanner is not available (${reply.status}).`;
    }
  } catch {
    result.textContent = "The scanner cannot be reached.";
  }
});
