//! What one operation does, another one shows.
