// The way out: what stands against it is said on the page where it is mended, not on another one.

// Whoever is served is finished with what was said of how it ended. While it is under way `form.dataset.leaving` says so: then the end of the session is no surprise.
export function sign_out_in_place(form, desk) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (desk.results.said() && desk.view().ticket.state === "serving" && !(await desk.command("finish"))) return;
    form.dataset.leaving = "true";
    const how = { method: "POST", headers: { Accept: "application/problem+json" }, redirect: "manual" };
    const answer = await fetch(form.action, how).catch(() => null);
    if (answer === null) form.submit(); // then the browser says why the office cannot be reached
    else if (answer.type === "opaqueredirect") location.assign("/");
    else {
      delete form.dataset.leaving;
      const { detail, title } = await answer.json();
      desk.say(detail || title, "wrong");
    }
  });
}
