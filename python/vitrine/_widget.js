// The page in a frame of a notebook, and what a reader does there as values of the widget (_widget.py). The frame's
// address comes from Python, which is told where the notebook's page is: with it comes the right to keep and label rows,
// which is no part of the widget's state, since notebooks store that.

/** Where the notebook's server is below its origin, as Jupyter's pages say; empty: no Jupyter. */
function notebookBase() {
  const config = document.getElementById("jupyter-config-data");
  return config ? (JSON.parse(config.textContent).baseUrl ?? "") : "";
}

function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.width = "100%";
  frame.height = String(model.get("height"));
  frame.style.border = "0";
  frame.title = model.get("name");
  el.append(frame);

  const place = ({ src }) => {
    if (src && frame.getAttribute("src") !== src) frame.src = src;
  };
  const hear = (event) => {
    // Nobody else's words: not of another frame, and not of another page in this one.
    if (event.source !== frame.contentWindow || event.origin !== new URL(frame.src, location.href).origin) return;
    if (event.data?.vitrine !== 1) return;
    model.set("told", event.data);
    model.save_changes();
  };
  addEventListener("message", hear);
  model.on("msg:custom", place);
  model.send({ opened: { origin: location.origin, base: notebookBase() } });
  return () => {
    removeEventListener("message", hear);
    model.off("msg:custom", place);
  };
}

export default { render };
