//! Floor 7: the server: connections, limits, TLS and who may call.
