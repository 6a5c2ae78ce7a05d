/** Every document of a plan, one click away; what is missing on the service says so. */
import { announce, button, fill, h, section } from "./dom.js";
import { Problem, keep } from "./service.js";

const DOCUMENTS = [
  ["zip", "Everything", "all of these and every chart, in one file"],
  ["pdf", "PDF", "a report to print"],
  ["html", "Web page", "a report in one file"],
  ["pptx", "PowerPoint", "slides to edit"],
  ["xlsx", "Excel", "a workbook that re-adds"],
  ["xml", "MS Project", "with links and resources"],
  ["ics", "Calendar", "dates to subscribe to"],
  ["csv", "CSV", "a row for each activity"],
  ["mmd", "Mermaid", "a Gantt for wikis"],
  ["json", "JSON", "the plan itself"],
];

/** Return the section of documents. */
export function exports(plan) {
  const nameless = h("input", { type: "checkbox" });
  const said = h("p", { class: "hint", role: "status" });
  const save = async (format, title, own) => {
    own.disabled = true;
    fill(said, `Making ${title}…`);
    try {
      await keep(`/v1/plans/${plan.id}/documents/${format}${nameless.checked ? "?anonymous=true" : ""}`);
      fill(said, `${title}: saved.`);
      announce(`${title} saved`);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fill(said, problem.message);
    } finally {
      own.disabled = false;
    }
  };
  return section(
    "Send it",
    "send",
    h("div", { class: "files" }, DOCUMENTS.map(([format, title, words]) => button([h("strong", {}, title), h("small", {}, words)], (event) => save(format, title, event.currentTarget)))),
    h("label", { class: "box" }, nameless, " without the names of the organization and its functions"),
    said,
  );
}
