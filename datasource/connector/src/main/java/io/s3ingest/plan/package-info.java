/** Pure functions from objects to file groups under limits. */
package io.s3ingest.plan;
