-- Folders of a bucket as tables. Run it with
--   spark-sql --jars s3ingest-spark-runtime-4.1_2.13-<version>.jar -f examples/sql/lake.sql
-- LAKE_ENDPOINT, LAKE_BUCKET and LAKE_PREFIX (data/) say where, the usual AWS_* variables hold the keys.
SET spark.sql.catalog.lake = io.s3ingest.S3IngestCatalog;
SET spark.sql.catalog.lake.bucket = ${env:LAKE_BUCKET};
SET spark.sql.catalog.lake.prefix = ${env:LAKE_PREFIX};
SET spark.sql.catalog.lake.endpoint = ${env:LAKE_ENDPOINT};

SHOW TABLES IN lake;

-- Every row knows its object.
SELECT _metadata.file_name AS file, count(*) AS orders, round(sum(amount), 2) AS total
FROM lake.orders GROUP BY 1 ORDER BY 1;

-- Formats join: CSV with Parquet.
SELECT c.country, count(*) AS payments, sum(p.amount) AS paid
FROM lake.payments p JOIN lake.orders o ON p.order_id = o.order_id % 500
JOIN lake.customers c ON o.customer_id = c.id % 200
GROUP BY c.country ORDER BY c.country;
