//! The program: hands its arguments to [`waybook::cli::run`] and turns the answer into an exit code.

fn main() -> std::process::ExitCode {
    let exit = waybook::cli::run(std::env::args_os());
    std::process::ExitCode::from(exit as u8)
}
