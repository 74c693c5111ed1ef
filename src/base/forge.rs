//! Where an issue can be opened at GitLab or GitHub, told from an address of the project. Knows nothing of settings and maps.

use super::percent;

/// Who keeps the issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forge {
    /// gitlab.com, or a GitLab of your own.
    Gitlab,
    /// github.com, or a GitHub of your own.
    Github,
}

/// A project that holds files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The form for its issues.
    pub issues: NewIssue,
    project: String,
}

impl Repository {
    /// From an address of a project, as [`NewIssue::of`].
    pub fn of(address: &str) -> Option<Repository> {
        let issues = NewIssue::of(address.trim_end_matches('/').trim_end_matches(".git"))?;
        let project = issues.address.strip_suffix("/issues/new")?;
        let project = project.strip_suffix("/-").unwrap_or(project).to_string();
        Some(Repository { issues, project })
    }

    /// Where a file can be edited.
    ///
    /// ```
    /// use waybook::base::forge::Repository;
    /// let gitlab = Repository::of("https://gitlab.com/group/handbook.git").unwrap();
    /// assert_eq!(gitlab.edit("main", "content/a b.md"), "https://gitlab.com/group/handbook/-/edit/main/content/a%20b.md");
    /// let github = Repository::of("https://github.com/team/handbook").unwrap();
    /// assert_eq!(github.edit("main", "content/a.md"), "https://github.com/team/handbook/edit/main/content/a.md");
    /// ```
    pub fn edit(&self, branch: &str, path: &str) -> String {
        let between = if self.issues.forge == Forge::Gitlab { "-/edit" } else { "edit" };
        format!("{}/{between}/{}/{}", self.project, percent::path(branch), percent::path(path))
    }
}

/// The form for a new issue of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIssue {
    /// Who keeps the issues.
    pub forge: Forge,
    /// The address of the empty form, without a query.
    pub address: String,
}

impl NewIssue {
    /// From an address of a project, of its board, its issues, or of the form itself. `None` where nobody can tell: a group has no issues
    /// of its own, and on an unknown host only `/-/` or `/issues/new` tells whose address it is.
    ///
    /// ```
    /// use waybook::base::forge::{Forge, NewIssue};
    /// let board = NewIssue::of("https://gitlab.com/group/team/emea/-/boards/77?label=a").unwrap();
    /// assert_eq!((board.forge, board.address.as_str()), (Forge::Gitlab, "https://gitlab.com/group/team/emea/-/issues/new"));
    /// let project = NewIssue::of("https://github.com/team/emea").unwrap();
    /// assert_eq!((project.forge, project.address.as_str()), (Forge::Github, "https://github.com/team/emea/issues/new"));
    /// assert_eq!(NewIssue::of("https://gitlab.com/groups/group/-/boards/1"), None);
    /// assert_eq!(NewIssue::of("https://example.com/board"), None);
    /// ```
    pub fn of(address: &str) -> Option<NewIssue> {
        let address = address.split(['?', '#']).next().unwrap_or("").trim_end_matches('/');
        let (scheme, rest) = address.split_once("://").filter(|(scheme, _)| matches!(*scheme, "https" | "http"))?;
        let (host, path) = rest.split_once('/')?;
        let form = ["/issues/new", "/issues/new/choose"].into_iter().find_map(|end| path.strip_suffix(end));
        let at = |project: &str| format!("{scheme}://{}", percent::address(&format!("{host}/{project}")));
        let is_named = |name: &str| host == format!("{name}.com") || host.split('.').any(|part| part == name);
        let (project, is_gitlab) = match (path.split_once("/-/"), form) {
            (Some((project, _)), _) => (project, true),
            (None, _) if is_named("gitlab") => (without_view(form.unwrap_or(path)), true),
            (None, Some(project)) => (project, false),
            (None, None) if is_named("github") => (path, false),
            _ => return None,
        };
        let mut parts = project.split('/');
        match (is_gitlab, parts.next(), parts.next()) {
            (_, None | Some(""), _) | (_, _, None | Some("")) | (true, Some("groups"), _) => None,
            (true, ..) => Some(NewIssue { forge: Forge::Gitlab, address: at(&format!("{project}/-/issues/new")) }),
            // Whatever follows owner and name is a view of the project.
            (false, Some(owner), Some(name)) => Some(NewIssue { forge: Forge::Github, address: at(&format!("{owner}/{name}/issues/new")) }),
        }
    }

    /// The form with a title in it.
    ///
    /// ```
    /// use waybook::base::forge::NewIssue;
    /// let form = NewIssue::of("https://github.com/team/emea").unwrap();
    /// assert_eq!(form.titled("Q&A #1"), "https://github.com/team/emea/issues/new?title=Q%26A%20%231");
    /// ```
    pub fn titled(&self, title: &str) -> String {
        let name = match self.forge {
            Forge::Gitlab => "issue%5Btitle%5D",
            Forge::Github => "title",
        };
        format!("{}?{name}={}", self.address, percent::value(title))
    }

    /// The form with a title and a text in it.
    ///
    /// ```
    /// use waybook::base::forge::NewIssue;
    /// let form = NewIssue::of("https://github.com/team/emea").unwrap();
    /// assert_eq!(form.filled("Price", "In `a.md`"), "https://github.com/team/emea/issues/new?title=Price&body=In%20%60a.md%60");
    /// ```
    pub fn filled(&self, title: &str, text: &str) -> String {
        let name = match self.forge {
            Forge::Gitlab => "issue%5Bdescription%5D",
            Forge::Github => "body",
        };
        format!("{}&{name}={}", self.titled(title), percent::value(text))
    }
}

/// GitLab's addresses before `/-/`: a project and what is looked at of it.
fn without_view(path: &str) -> &str {
    let views = ["/boards", "/issues", "/boards/", "/issues/"];
    let cut =
        views.iter().filter_map(|view| if view.ends_with('/') { path.find(view) } else { path.strip_suffix(view).map(str::len) }).min();
    cut.map_or(path, |cut| &path[..cut])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_a_project_leads_to_its_form() {
        let new = |address: &str| NewIssue::of(address).map(|form| form.address);
        let gitlab = Some("https://gitlab.com/a/b/c/-/issues/new".to_string());
        for address in [
            "https://gitlab.com/a/b/c",
            "https://gitlab.com/a/b/c/",
            "https://gitlab.com/a/b/c/boards",
            "https://gitlab.com/a/b/c/boards/1006966",
            "https://gitlab.com/a/b/c/-/boards",
            "https://gitlab.com/a/b/c/issues/new?issue[title]=x",
            "https://gitlab.com/a/b/c/-/issues/new#top",
        ] {
            assert_eq!(new(address), gitlab, "{address}");
        }
        assert_eq!(new("https://git.example.org/a/b/-/boards/1"), Some("https://git.example.org/a/b/-/issues/new".to_string()));
        assert_eq!(new("https://code.example.org/a/b/issues/new"), Some("https://code.example.org/a/b/issues/new".to_string()));
        assert_eq!(new("https://github.com/a/b/issues/new/choose"), Some("https://github.com/a/b/issues/new".to_string()));
        assert_eq!(new("https://github.com/a/b/projects/1"), Some("https://github.com/a/b/issues/new".to_string()));
        for address in
            ["", "mailto:a@b.c", "https://gitlab.com/a", "https://gitlab.com/", "https://github.com/a", "https://trello.com/b/x", "ü"]
        {
            assert_eq!(new(address), None, "{address}");
        }
    }
}
