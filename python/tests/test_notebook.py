"""docs/notebook.ipynb, run from top to bottom in a kernel of its own."""

import os
import unittest
from pathlib import Path

import nbclient
import nbformat

FILE = Path(__file__).resolve().parents[2] / "docs" / "notebook.ipynb"


class TheNotebook(unittest.TestCase):
    def test_every_cell_runs_and_shows_what_it_says(self) -> None:
        os.environ["IPYTHONDIR"] = os.environ["JUPYTER_DATA_DIR"] = os.environ["VITRINE_HOME"]
        notebook = nbformat.read(FILE, as_version=4)
        nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": FILE.parent}}).execute()
        shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
        texts = [output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in shown]
        text = " ".join(" ".join(texts).split())
        self.assertIn("<Dataset local/iclr2025 default/train: 10 rows", text)
        self.assertIn("'embedding': 'vector of 768 float32'", text)
        self.assertIn("[{'word': 'glass', 'letters': 5}, {'word': 'museum', 'letters': 6}, {'word': 'vitrine', 'letters': 7}]", text)
        self.assertEqual(sum("application/vnd.jupyter.widget-view+json" in output.get("data", {}) for output in shown), 1)
        self.assertEqual(texts[-1], "([], {}, {}, [])")

    def test_it_is_stored_without_outputs(self) -> None:
        notebook = nbformat.read(FILE, as_version=4)
        self.assertFalse([cell for cell in notebook.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)])


if __name__ == "__main__":
    unittest.main()
