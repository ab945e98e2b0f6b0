//! Stage 3, draw: seed, path, trial and year become uniforms.
