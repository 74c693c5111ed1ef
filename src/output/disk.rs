//! The few ways in which waybook changes a disk, as a seam: tests put a disk here that fails at the N-th operation.
//!
//! Looking at the disk does not go through it; looking changes nothing.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Everything that changes a disk.
pub trait Disk {
    /// Makes one folder; fails when its parent does not exist.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Makes a new, empty file; fails if anything has that name, be it a link.
    fn create_file(&self, path: &Path) -> io::Result<File>;
    /// Writes all bytes into a new file.
    fn fill_file(&self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    /// Gives a file another name in the same folder, replacing what has that name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Deletes a file, or a link itself.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Deletes an empty folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn create_file(&self, path: &Path) -> io::Result<File> {
        File::options().write(true).create_new(true).open(path)
    }

    fn fill_file(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}
