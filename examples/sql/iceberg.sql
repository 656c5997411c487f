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
