// Comfort only: every page does all it can without this file.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (type, handler, options) => document.addEventListener(type, handler, options);

document.documentElement.classList.add("js");

// A form that came back with faults: take the reader to them.
document.getElementById("faults")?.focus();

// Tabs that don't fit beside each other: bring the one that is open into sight.
for (const tab of all(".tabs [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "center" });

// A page that only passes something on: do it at once, or when applications that are told of it in frames know,
// though never later than in five seconds.
const passing = document.querySelector("form[data-send-at-once]");
if (passing && document.querySelector("iframe") && document.readyState !== "complete") {
  const pass = () => passing.requestSubmit();
  const late = setTimeout(pass, 5000);
  addEventListener("load", () => { clearTimeout(late); pass(); }, { once: true });
} else {
  passing?.requestSubmit();
}

// Copy buttons, of a field or of a list with a line for each item. Both can be selected by hand, too.
const select = (place) => {
  if (place.select) return place.select();
  getSelection().selectAllChildren(place);
};
on("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const place = document.getElementById(button.dataset.copy);
  const value = place.value ?? all("li", place).map((item) => item.textContent).join("\n");
  select(place);
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  const label = button.querySelector("span");
  label.textContent = button.dataset.done;
  button.setAttribute("aria-live", "polite");
});

// Files whose text goes into a field, where it can be pasted, too.
for (const file of all("input[data-into]")) {
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (chosen) document.getElementById(file.dataset.into).value = await chosen.text();
  });
}

// Menus: one open at a time, closed by Escape and by a click elsewhere.
const openMenus = () => all("details.menu[open]");
on("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
on("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
on("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

// Tables: select all, and how many are selected.
for (const master of all("[data-select-all]")) {
  const form = master.closest("form");
  const rows = all(".row-check", form);
  const told = form.querySelector("[data-selected]");
  const update = () => {
    const count = rows.filter((row) => row.checked).length;
    master.checked = count === rows.length;
    master.indeterminate = count > 0 && count < rows.length;
    if (told) told.textContent = count === 1 ? "1 selected" : `${count} selected`;
  };
  master.addEventListener("change", () => {
    for (const row of rows) row.checked = master.checked;
    update();
  });
  for (const row of rows) row.addEventListener("change", update);
  update();
}

// Lists to choose from: filter what is loaded as one types. Enter asks the server for more, and
// does not press the first button of the form.
for (const picker of all("[data-picker]")) {
  const search = picker.querySelector("[type=search]");
  const items = all("li", picker);
  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    for (const item of items) {
      const isChosen = item.querySelector("input").checked;
      item.hidden = !isChosen && !item.textContent.toLowerCase().includes(wanted);
    }
  };
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    search.form.requestSubmit(picker.querySelector("button"));
  });
}

// The wizard: what is typed shows in the summary and in the mail; parts that an unticked box
// makes pointless go away.
const wizard = document.querySelector("[data-wizard]");
if (wizard) {
  const valueOf = (name) => {
    const input = wizard.querySelector(`[name="${name}"]:is(:checked, :not([type=radio], [type=checkbox]))`);
    if (input?.type === "radio") return input.closest("label").querySelector(".choice-label").textContent;
    return input?.value.trim() ?? "";
  };
  const isOn = (name) => {
    const input = wizard.querySelector(`[name="${name}"]`);
    return Boolean(input && (input.type !== "checkbox" || input.checked));
  };
  const update = () => {
    for (const place of all("[data-shows]")) {
      const { shows, empty } = place.dataset;
      if (shows === "user_type" && !wizard.querySelector("[type=radio][name=user_type]")) continue;
      const value = valueOf(shows);
      place.textContent = value || (empty ?? "");
      place.hidden = !value && empty === "";
    }
    for (const place of all("[data-counts]")) {
      const name = place.dataset.counts;
      place.textContent = all(`[name="${name}"]:is(:checked, [type=hidden])`, wizard).length;
    }
    for (const part of all("[data-needs]")) part.hidden = !isOn(part.dataset.needs);
  };
  wizard.addEventListener("input", update);
  update();
}

// Passkeys. Their buttons are hidden where the browser has none.
const postForm = async (url, fields) => {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
  const isJson = answer.headers.get("content-type")?.startsWith("application/json");
  return isJson ? answer.json() : {};
};

let underWay;
const ceremony = async (form, mediation) => {
  underWay?.abort();
  const control = new AbortController();
  underWay = control;
  const { csrf, challenge, credential } = form.elements;
  const begun = await postForm(form.dataset.begin, { csrf: csrf.value });
  const options = begun.options.publicKey;
  const { signal } = control;
  const found =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), signal })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), mediation, signal });
  challenge.value = begun.challenge;
  credential.value = JSON.stringify(found.toJSON());
  if (!("conditional" in form.dataset)) return form.submit();
  const answer = await postForm(form.action, new FormData(form));
  if (!answer.next) throw new Error(answer.message ?? "");
  location.assign(answer.next);
};

const fail = (form, error) => {
  // Another one began, or the page was left.
  if (error.name === "AbortError") return;
  const place = form.querySelector("[data-fault]");
  place.textContent = (error.name === "Error" && error.message) || place.dataset.fault;
  place.hidden = false;
};

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of all("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.querySelector("[data-fault]").hidden = true;
      ceremony(form).catch((error) => fail(form, error));
    });
  }
  const form = document.querySelector("form[data-conditional]");
  if (form && (await PublicKeyCredential.isConditionalMediationAvailable?.())) {
    // Offered where names are typed. What the server keeps of it ends after five minutes, so it begins anew.
    const offer = () =>
      ceremony(form, "conditional").catch((error) => {
        // Nobody asked for anything yet, so only a refusal is worth a word.
        if (error.name === "Error") fail(form, error);
      });
    offer();
    setInterval(() => document.visibilityState === "visible" && offer(), 240_000);
  }
}
