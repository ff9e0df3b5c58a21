"""What the buttons of the jobs list do, and what is said when a job ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from desktop.core.jobs_model import JobRow
from desktop.share_export import ShareExport
from desktop.system_notices import SystemNotices
from desktop.widgets.jobs_table import title_of
from desktop.widgets.words import failure_words
from shared.jobs import JobState

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

translate = QCoreApplication.translate


class JobActions:
    """Cancel, retry, reveal and open, by the id of a job."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.notices = SystemNotices(window, window.settings)
        self.sharing = ShareExport(window)

    def run(self, action: str, job_id: str) -> None:
        """Do `action` (open, reveal, share, retry, cancel or copy_id) with a job."""
        row = self._window.jobs.get(job_id)
        if row is None:
            return
        link, show_error = self._window.link, self._window.show_error
        match action:
            case "cancel":
                link.then(link.cancel(job_id), None, show_error)
            case "retry":
                link.then(link.retry(job_id), None, show_error)
            case "copy_id":
                QGuiApplication.clipboard().setText(job_id)
            case "reveal":
                self._reveal(row)
            case "share":
                self._share(row)
            case "open":
                self._open(row)

    def _folder(self, row: JobRow) -> Path | None:
        """Where the result lies; where it does not lie here, the person is told."""
        folder = Path(row.view.result_dir or "")
        if row.view.result_dir and folder.is_dir():
            return folder
        text = translate("JobActions", "The result folder {path} is not on this computer.")
        self._window.notify("warning", text.format(path=row.view.result_dir or "–"))
        return None

    def _reveal(self, row: JobRow) -> None:
        folder = self._folder(row)
        if folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _share(self, row: JobRow) -> None:
        folder = self._folder(row)
        if folder is not None:
            self.sharing.begin(folder, row.view.task)

    def _open(self, row: JobRow) -> None:
        workspace_id = row.view.task.partition(".")[0]
        workspace = self._window.workspaces.get(workspace_id)
        if workspace is not None and workspace.open_result(row.view.job_id):
            self._window.show_workspace(workspace_id)
        else:
            self._reveal(row)

    def announce(self, row: JobRow) -> None:
        """Tell the person that a job ended, if it matters."""
        title = title_of(row)
        match row.view.state:
            case JobState.SUCCEEDED:
                text = translate("JobActions", "{job} is done.").format(job=title)
                # The workspace in front tells of its own jobs, and the list shows all.
                front = self._window.workspace.workspace_id
                own = row.view.task.partition(".")[0] == front
                if not own and not self._window.jobs_panel.isVisible():
                    self._window.notify("good", text)
                self._tell_outside(row, text, good=True)
            case JobState.FAILED | JobState.QUARANTINED:
                details = f"{row.view.task} {row.view.job_id}"
                if row.view.failure is not None:
                    details += f"\n{row.view.failure.code}\n{row.view.failure.trace}"
                self._window.notify("error", f"{title}: {failure_words(row)}", details.strip())
                text = translate("JobActions", "{job} has failed.").format(job=title)
                self._tell_outside(row, text, good=False)
            case _:
                return

    def _tell_outside(self, row: JobRow, text: str, *, good: bool) -> None:
        job_id = row.view.job_id
        self.notices.tell(text, good=good, clicked=lambda: self._show(job_id, good))

    def close(self) -> None:
        """Let go of the system's notices and of the thread that copies."""
        self.notices.close()
        self.sharing.close()

    def _show(self, job_id: str, good: bool) -> None:
        """What came of a job where there is something, else its line in the list."""
        row = self._window.jobs.get(job_id)
        workspace_id = row.view.task.partition(".")[0] if row is not None else ""
        workspace = self._window.workspaces.get(workspace_id)
        if good and workspace is not None and workspace.open_result(job_id):
            self._window.show_workspace(workspace_id)
        elif self._window.dock.isHidden() or self._window.dock.tab != "jobs":
            self._window.toggle_dock("jobs")
