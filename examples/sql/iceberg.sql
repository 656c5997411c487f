-- What sync has landed: rows by the day of the object that they came from.
SELECT 'orders' AS table, regexp_extract(_source_key, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 0) AS day,
       count(*) AS rows, count(DISTINCT _source_key) AS objects
FROM olake_iceberg.lake.orders GROUP BY 1, 2
UNION ALL
SELECT 'events', regexp_extract(_source_key, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 0), count(*), count(DISTINCT _source_key)
FROM olake_iceberg.lake.events GROUP BY 1, 2
UNION ALL
SELECT 'payments', regexp_extract(_source_key, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 0), count(*), count(DISTINCT _source_key)
FROM olake_iceberg.lake.payments GROUP BY 1, 2
ORDER BY 1, 2;

-- Which rows are only in the bucket, which only in Iceberg?
SET spark.sql.catalog.lake = io.s3ingest.S3IngestCatalog;
SET spark.sql.catalog.lake.bucket = ${env:LAKE_BUCKET};
SET spark.sql.catalog.lake.prefix = ${env:LAKE_PREFIX};
SET spark.sql.catalog.lake.endpoint = ${env:LAKE_ENDPOINT};

WITH bucket AS (
  SELECT 'orders' AS table, substring_index(_metadata.file_path, '${env:LAKE_BUCKET}/', -1) AS object, order_id AS id
  FROM lake.orders
  UNION ALL SELECT 'payments', substring_index(_metadata.file_path, '${env:LAKE_BUCKET}/', -1), payment_id
  FROM lake.payments
), iceberg AS (
  SELECT 'orders' AS table, _source_key AS object, order_id AS id FROM olake_iceberg.lake.orders
  UNION ALL SELECT 'payments', _source_key, payment_id FROM olake_iceberg.lake.payments
)
SELECT 'the bucket alone' AS has, count(*) AS rows FROM (SELECT * FROM bucket EXCEPT ALL SELECT * FROM iceberg)
UNION ALL SELECT 'Iceberg alone', count(*) FROM (SELECT * FROM iceberg EXCEPT ALL SELECT * FROM bucket)
UNION ALL SELECT 'both', count(*) FROM (SELECT * FROM bucket INTERSECT ALL SELECT * FROM iceberg);
