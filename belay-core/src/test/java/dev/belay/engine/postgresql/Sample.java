package dev.belay.engine.postgresql;

import java.util.List;

/** A type and values of it as SQL expressions. */
record Sample(String type, String... values) {
  /** What the types need that are not the server's own. */
  static final String MAKE_TYPES =
      """
      CREATE TYPE mood AS ENUM ('sad', 'Happy', 'so "so"');
      CREATE TYPE inner_pair AS (a int, b text);
      CREATE TYPE outer_pair AS (p inner_pair, q numeric[]);
      CREATE DOMAIN positive AS int CHECK (value > 0);
      CREATE DOMAIN shout AS text COLLATE "C" DEFAULT 'x';
      CREATE TYPE float_range AS RANGE (subtype = float8);
      """;

  /** Every type, with values at its ends and odd ones. */
  static final List<Sample> ALL =
      List.of(
          new Sample("smallint", "-32768", "32767", "0", "9", "10"),
          new Sample("integer", "-2147483648", "2147483647", "-1", "100", "99"),
          new Sample("bigint", "-9223372036854775808", "9223372036854775807", "5", "-10", "-9"),
          new Sample("oid", "0", "4294967295", "2147483648", "12"),
          new Sample("positive", "1", "10", "9"),
          new Sample(
              "numeric",
              "'NaN'",
              "'Infinity'",
              "'-Infinity'",
              "1.10",
              "1.1000001",
              "-0.5",
              "1e40",
              "1e-40",
              "123456789012345678901234567890.123456789",
              "0.000"),
          new Sample("numeric(12,4)", "1", "-99999999.9999", "0.0001", "'NaN'"),
          new Sample(
              "real",
              "'NaN'",
              "'Infinity'",
              "'-Infinity'",
              "'-0'",
              "1.1",
              "3.4e38",
              "1e-45",
              "16777217"),
          new Sample(
              "double precision",
              "'NaN'",
              "'-Infinity'",
              "'-0'",
              "0.1",
              "5e-324",
              "1.7976931348623157e308",
              "0.30000000000000004",
              "9007199254740993"),
          new Sample(
              "money", "'-92233720368547758.08'", "'92233720368547758.07'", "'0.05'", "'1234.5'"),
          new Sample("boolean", "true", "false"),
          new Sample(
              "text",
              "''",
              "' '",
              "E'a\\tb\\nc\\\\d\\r\\b\\f\\v'",
              "E'\\\\N'",
              "E'\\\\.'",
              "'é'",
              "'Z'",
              "'z'",
              "'a b'",
              "'ab'",
              "'😀'",
              "E'\\uffff'",
              "E'\\x01'",
              "repeat('x', 3000)"),
          new Sample("varchar(20)", "'a'", "'B'", "'a '", "'_'", "'-'"),
          new Sample("char(6)", "'a'", "'ab'", "'b'", "''", "E'a\\tb'"),
          new Sample("\"char\"", "'a'", "'B'", "'\\'", "'9'"),
          new Sample("name", "'pg'", "'A name'", "'a name'"),
          new Sample("shout", "'a'", "'A'", "'b'"),
          new Sample("mood", "'sad'", "'Happy'", "'so \"so\"'"),
          new Sample("bytea", "''", "'\\x00'", "'\\xff'", "'\\x0001'", "'\\x5c4e'"),
          new Sample(
              "uuid",
              "'00000000-0000-0000-0000-000000000000'",
              "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
              "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"),
          new Sample(
              "date",
              "'infinity'",
              "'-infinity'",
              "'4713-01-01 BC'",
              "'5874897-12-31'",
              "'2000-02-29'",
              "'0044-03-15 BC'"),
          new Sample("time", "'00:00'", "'24:00'", "'23:59:59.999999'"),
          new Sample("time with time zone", "'00:00+15:59'", "'24:00-15:59'", "'12:00:00.5+05:30'"),
          new Sample(
              "timestamp",
              "'infinity'",
              "'-infinity'",
              "'4713-01-01 00:00:00 BC'",
              "'294276-12-31 23:59:59.999999'",
              "'2000-01-01 00:00:00.000001'"),
          new Sample(
              "timestamp with time zone",
              "'infinity'",
              "'-infinity'",
              "'2021-03-28 01:30:00.123456+01'",
              "'0001-01-01 00:00:00+00 BC'",
              "'1883-11-18 12:03:58+00'"),
          new Sample(
              "interval",
              "'1 year -2 mons 3 days -04:05:06.789'",
              "'-00:00:00.000001'",
              "'30 days'",
              "'1 mon'",
              "'720:00:00'",
              "'178000000 years'"),
          new Sample("bit(5)", "B'00000'", "B'10101'"),
          new Sample("bit varying", "B''", "B'1'", "B'10'", "B'0'"),
          new Sample("inet", "'10.0.0.1/8'", "'10.0.0.1'", "'::1'", "'9.1.2.3'"),
          new Sample("cidr", "'10.0.0.0/8'", "'2001:db8::/32'"),
          new Sample("macaddr", "'08:00:2b:01:02:03'", "'ff:ff:ff:ff:ff:ff'"),
          new Sample("macaddr8", "'08:00:2b:01:02:03:04:05'"),
          new Sample(
              "json", "'{\"b\":1,  \"a\": 1.0, \"a\":2}'", "'  [1 ]'", "'\"\\u00e9\\n\"'", "'1e5'"),
          new Sample("jsonb", "'{\"b\":1,  \"a\": 1.00}'", "'[1, 1.0, 1e3]'", "'null'"),
          new Sample(
              "xml",
              "'<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>é</a>'",
              "'<a/>'",
              "'a<b/>c'"),
          new Sample("point", "'(1.1,-0)'", "'(NaN,Infinity)'"),
          new Sample("line", "'{1,2,3}'"),
          new Sample("lseg", "'[(0,0),(1e-300,2)]'"),
          new Sample("box", "'(2,3),(0.1,1)'"),
          new Sample("path", "'[(0,0),(1,1)]'", "'((0,0),(1,1))'"),
          new Sample("polygon", "'((0,0),(1,1),(2,0))'"),
          new Sample("circle", "'<(0.1,0),2>'"),
          new Sample("int4range", "'empty'", "'(1,10]'", "'[,5)'"),
          new Sample("numrange", "'(1.0,1.00)'", "'[1.0,1.00]'"),
          new Sample("tstzrange", "'[2020-01-01 00:00+00,infinity)'"),
          new Sample("float_range", "'[0.1,0.30000000000000004)'"),
          new Sample("int4multirange", "'{}'", "'{[1,3),[5,9)}'"),
          new Sample("tsvector", "'a:1A fat:2B,4C cat:5D'", "$$'it''s' \\\\ $$"),
          new Sample("tsquery", "'fat & (rat | cat:ab*) & !dog'"),
          new Sample("integer[]", "'{}'", "'[0:1]={1,NULL}'", "'{{1,2},{3,4}}'"),
          new Sample("text[]", "ARRAY['a,b', 'NULL', NULL, '', '\"', E'\\\\', E'\\t', '{}']"),
          new Sample(
              "outer_pair",
              "ROW(ROW(1, 'a\"b'), '{1.0,NULL}')",
              "ROW(NULL, NULL)",
              "ROW(ROW(NULL, ''), '{}')"),
          new Sample("inner_pair[]", "ARRAY[ROW(1, 'x'), NULL, ROW(NULL, NULL)]::inner_pair[]"),
          new Sample("pg_lsn", "'0/0'", "'16/B374D848'"),
          new Sample("xid", "'4294967295'"),
          new Sample("tid", "'(4294967295,65535)'"),
          new Sample("regclass", "'pg_class'", "'pg_type'"),
          new Sample("regtype", "'integer'", "'mood'"),
          new Sample("jsonpath", "'$.a[*] ? (@ > 1)'"),
          new Sample("txid_snapshot", "'10:20:10,14,15'"),
          new Sample("pg_snapshot", "'10:20:10,14,15'"));
}
