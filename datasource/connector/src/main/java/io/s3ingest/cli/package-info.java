/** Commands: parsing and printing, nothing else. */
package io.s3ingest.cli;
