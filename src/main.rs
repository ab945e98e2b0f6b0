//! argv → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(fengnian::cli::main(std::env::args_os().collect()))
}
