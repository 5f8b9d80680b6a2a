// In JupyterLab: the same viewer; what the reader chooses goes back to Python.
export default {
  render({ model, el }) {
    el.classList.add("aire-map");
    el.style.height = "820px";
    el.dataset.lmSuppressShortcuts = "true";
    el.innerHTML = model.get("body");
    startViewer(el, model.get("packed"), {
      open: (url) => { if (/^https?:\/\//i.test(url)) window.open(url, "_blank", "noopener,noreferrer"); },
      state: (state) => { model.set("state", state); model.save_changes(); },
    });
  },
};
