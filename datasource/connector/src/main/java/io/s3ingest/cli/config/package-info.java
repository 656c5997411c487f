/** The files of the command line: source, catalog, destination and state, in every known shape. */
package io.s3ingest.cli.config;
