//! Stage 6, show: findings become tables, charts and files.
