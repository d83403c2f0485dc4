//! HTTP, pages, mail, worker, configuration, binary.
