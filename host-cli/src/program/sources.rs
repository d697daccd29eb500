//! Where the modules of a program come from: the project's directory, then the library.

use crate::failure::Failure;
use crate::repl::read;
use compiler::{Source, Sources, needed_modules};
use std::path::{Path, PathBuf};

/// What the paths of library modules begin with.
pub const LIBRARY: &str = "<library>";

/// Finds the texts of modules.
#[derive(Clone, Debug)]
pub struct Finder {
    /// Where the project's modules are.
    pub directory: PathBuf,
    /// What `sys.argv` holds.
    pub arguments: Vec<String>,
}

impl Finder {
    /// The sources of a program whose main module is `text`, shown as `file`.
    ///
    /// # Errors
    /// A module of the project cannot be read.
    pub fn program(&self, file: &str, text: &str) -> Result<Sources, Failure> {
        self.program_with(Sources::new(), file, text)
    }

    /// The same with modules that are there already.
    ///
    /// # Errors
    /// A module of the project cannot be read.
    pub fn program_with(
        &self,
        mut sources: Sources,
        file: &str,
        text: &str,
    ) -> Result<Sources, Failure> {
        let main = Source {
            file: file.to_owned(),
            text: text.into(),
            library: false,
        };
        sources.insert(compiler::MAIN, main);
        self.complete(&mut sources, None)?;
        Ok(sources)
    }

    /// Adds to `sources` what it and a line of the prompt import.
    ///
    /// # Errors
    /// A module of the project cannot be read.
    pub fn complete(&self, sources: &mut Sources, line: Option<&str>) -> Result<(), Failure> {
        // The library's texts are long and never change: only what is the user's is read for imports each time.
        let mut users = Sources::new();
        for (name, source) in sources.iter() {
            if source.library {
                users.mark_absent(name);
            } else {
                users.insert(name, source.clone());
            }
        }
        let mut needed = needed_modules(&users, line);
        while let Some(module) = needed.pop() {
            if sources.get(&module).is_some() {
                continue;
            }
            self.add(sources, &module)?;
            match sources.get(&module) {
                Some(source) if source.library => {
                    users.mark_absent(&module);
                    needed.extend(library_imports(&module, source));
                }
                Some(source) => {
                    users.insert(&module, source.clone());
                    needed.extend(needed_modules(&users, line));
                }
                None => users.mark_absent(&module),
            }
        }
        Ok(())
    }

    /// Adds one module to `sources`, or notes that there is none.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn add(&self, sources: &mut Sources, module: &str) -> Result<(), Failure> {
        match self.find(module)? {
            Some(source) => sources.insert(module, source),
            None => sources.mark_absent(module),
        }
        Ok(())
    }

    fn find(&self, module: &str) -> Result<Option<Source>, Failure> {
        if module != compiler::PRELUDE
            && let Some(path) = self.project_file(module)
        {
            return Ok(Some(Source {
                text: read(&path)?.into(),
                file: shown(&path),
                library: false,
            }));
        }
        if module == "sys" {
            return Ok(Some(self.sys()));
        }
        Ok(stdlib::text(module).map(|text| Source {
            file: format!("{LIBRARY}/{module}.py"),
            text: text.into(),
            library: true,
        }))
    }

    fn project_file(&self, module: &str) -> Option<PathBuf> {
        let relative: PathBuf = module.split('.').collect();
        let path = self.directory.join(relative);
        let candidates = [path.with_extension("py"), path.join("__init__.py")];
        candidates.into_iter().find(|path| path.is_file())
    }

    /// `sys` holds what only the host knows: the words after the program's name.
    fn sys(&self) -> Source {
        let words: Vec<String> = self.arguments.iter().map(|word| literal(word)).collect();
        Source {
            file: format!("{LIBRARY}/sys.py"),
            text: format!("argv = [{}]\n", words.join(", ")).into(),
            library: false,
        }
    }
}

/// What a module of the library imports.
fn library_imports(module: &str, source: &Source) -> Vec<String> {
    if module == compiler::PRELUDE {
        return Vec::new();
    }
    let mut alone = Sources::new();
    alone.mark_absent(compiler::PRELUDE);
    alone.insert(module, source.clone());
    needed_modules(&alone, None)
}

/// A path without the `./` that joining has put before it.
fn shown(path: &Path) -> String {
    path.strip_prefix("./")
        .unwrap_or(path)
        .display()
        .to_string()
}

/// The text as a Python literal.
fn literal(text: &str) -> String {
    let mut literal = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => literal.extend(['\\', c]),
            c if c.is_control() => literal.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => literal.push(c),
        }
    }
    literal.push('\'');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_comes_before_the_library() {
        let directory = tempfile::tempdir().expect("a directory");
        let write = |name: &str, text: &str| {
            let path = directory.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        write("sensors.py", "import time\nimport drivers.adc\n");
        write("drivers/__init__.py", "");
        write("drivers/adc.py", "x = 1\n");
        write("queue.py", "mine = True\n");
        let finder = Finder {
            directory: directory.path().to_owned(),
            arguments: vec!["main.py".into(), "it's".into()],
        };
        let text = "import sensors, queue, sys, nowhere\n";
        let sources = finder.program("main.py", text).expect("readable");
        let library = |name: &str| sources.get(name).map(|source| source.library);
        assert_eq!(library("sensors"), Some(false));
        assert_eq!(library("drivers.adc"), Some(false));
        assert_eq!(library("queue"), Some(false));
        assert_eq!(library("time"), Some(true));
        assert_eq!(library(compiler::PRELUDE), Some(true));
        assert_eq!(library("nowhere"), None);
        let argv = sources.get("sys").map(|source| source.text.to_string());
        assert_eq!(argv.as_deref(), Some("argv = ['main.py', 'it\\'s']\n"));
    }

    #[test]
    fn the_prelude_imports_nothing() {
        let text = stdlib::text(compiler::PRELUDE).expect("the prelude");
        let mut alone = Sources::new();
        let source = Source {
            file: "prelude.py".into(),
            text: text.into(),
            library: true,
        };
        alone.insert(compiler::PRELUDE, source);
        assert!(needed_modules(&alone, None).is_empty());
    }

    #[test]
    fn what_the_library_imports_comes_along() {
        let finder = Finder {
            directory: PathBuf::from("/nonexistent"),
            arguments: Vec::new(),
        };
        let mut sources = Sources::new();
        let line = Some("import queue");
        finder.complete(&mut sources, line).expect("the library");
        assert!(needed_modules(&sources, line).is_empty());
        assert!(sources.get("queue").is_some_and(|source| source.library));
    }

    #[test]
    fn a_module_that_cannot_be_read_is_named() {
        let directory = tempfile::tempdir().expect("a directory");
        std::fs::write(directory.path().join("bad.py"), b"\xff").expect("written");
        let finder = Finder {
            directory: directory.path().to_owned(),
            arguments: Vec::new(),
        };
        let failure = finder.program("m.py", "import bad").expect_err("not UTF-8");
        assert!(failure.to_string().contains("bad.py"), "{failure}");
    }
}
