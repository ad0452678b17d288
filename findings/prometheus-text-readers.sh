#!/bin/sh
# Readers of Prometheus' text format (version 0.0.4) make other samples of valid lines, or none, and mostly without an error.
# parse-prometheus-text-format 1.1.1 (JavaScript) makes one histogram of all that differ by a label, with the last one's buckets and neither
# labels, sum nor count, and a sample called "#" of an empty comment; it refuses a HELP line without text. prom2javascript 0.2.0 reads the
# label "C:\\new", which is C:\new, as C:, a line feed and "ew", and gives nothing at all where one value is NaN. prometheus-scraper
# 0.23.0.Final (Java, of Hawkular) leaves out samples that have no TYPE line, which are untyped, and those with a blank before a comma, which
# the first one refuses; blanks may stand between any two tokens. Debian's python3-prometheus-client 0.16.0 reads all of it right, but
# calls a counter `a` by the name `a_total`.
#
# What it means for PeerLink: what /metrics of its registry and relay prints has none of these forms, and its histograms have no labels; all
# four read it. One with labels would be lost to dashboards made with the first.
# Needs a JDK 25 (JAVA_HOME), Maven, npm, and python3 and apt-get of Debian 12. Seen with Temurin 25.0.3, Node.js 20.20.2 and Python 3.11.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId>
  <artifactId>prometheus</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.hawkular.agent</groupId>
      <artifactId>prometheus-scraper</artifactId>
      <version>0.23.0.Final</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory="$folder/lib" </dev/null
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts parse-prometheus-text-format@1.1.1 prom2javascript@0.2.0
apt-get -qq -o APT::Sandbox::User=root download python3-prometheus-client=0.16.0-0.1
dpkg -x python3-prometheus-client_*.deb python

# one document for each row: its text as JSON, a tab, and its samples
cat >documents <<'TEXT'
"# TYPE a histogram\na_bucket{x=\"1\",le=\"+Inf\"} 4\na_sum{x=\"1\"} 9\na_count{x=\"1\"} 4\na_bucket{x=\"2\",le=\"+Inf\"} 5\na_sum{x=\"2\"} 8\na_count{x=\"2\"} 5\n"	a_bucket{le=+Inf,x=1}=4 a_bucket{le=+Inf,x=2}=5 a_count{x=1}=4 a_count{x=2}=5 a_sum{x=1}=9 a_sum{x=2}=8
"# TYPE a gauge\na{x=\"C:\\\\new\"} 1\n"	a{x=C:\new}=1
"# TYPE a gauge\na{x=\"1\"} 1\na{x=\"2\"} NaN\n"	a{x=1}=1 a{x=2}=NaN
"a{x=\"1\"} 1\n"	a{x=1}=1
"# TYPE a gauge\na{x=\"1\" , y=\"2\"} 1\n"	a{x=1,y=2}=1
"#\n# TYPE a gauge\na{x=\"1\"} 1\n"	a{x=1}=1
"# HELP a\n# TYPE a gauge\na{x=\"1\"} 1\n"	a{x=1}=1
"# TYPE a counter\na{x=\"1\"} 1\n"	a{x=1}=1
TEXT

cat >seen.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { Readable } = require("node:stream");
const textFormat = require("parse-prometheus-text-format");
const prom2javascript = require("prom2javascript");

const sample = (name, labels, value) =>
  `${name}{${Object.entries(labels).map(([label, text]) => `${label}=${text}`).sort().join()}}=${value}`;
function samples(name, { labels = {}, buckets, sum, count, value }) {
  if (buckets === undefined) {
    return [sample(name, labels, value)];
  }
  const found = Object.entries(buckets).map(([le, within]) => sample(`${name}_bucket`, { ...labels, le }, within));
  return [
    ...found,
    ...(sum === undefined ? [] : [sample(`${name}_sum`, labels, sum)]),
    ...(count === undefined ? [] : [sample(`${name}_count`, labels, count)]),
  ];
}
const readers = {
  "parse-prometheus-text-format": async (text) =>
    textFormat(text).flatMap(({ name, metrics }) => metrics.flatMap((metric) => samples(name, metric))),
  "prom2javascript": async (text) =>
    Object.entries(await prom2javascript.getMetricsFromStream(Readable.from([text]))).flatMap(([name, { data }]) =>
      data.flatMap((metric) => samples(name, metric))),
};
(async () => {
  for (const row of readFileSync("documents", "utf8").trim().split("\n")) {
    const [text, meant] = row.split("\t");
    for (const [name, read] of Object.entries(readers)) {
      let found;
      try {
        found = (await read(JSON.parse(text))).sort().join(" ").replaceAll("\n", "<line feed>");
      } catch (e) {
        found = "error";
      }
      console.log(`${text} ${name}: ${found === meant ? "right" : found}`);
    }
  }
})();
JS
cat >Hawkular.java <<'JAVA'
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.Counter;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.Histogram;
import org.hawkular.agent.prometheus.types.Metric;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;

class Hawkular {
    private static String sample(String name, Map<String, String> labels, double value) {
        String number = value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
        return name + new TreeMap<>(labels).toString().replace(", ", ",") + "=" + number;
    }

    public static void main(String[] arguments) throws Exception {
        for (String row : Files.readAllLines(Path.of("documents"))) {
            String[] columns = row.split("\t");
            String text = columns[0].substring(1, columns[0].length() - 1).translateEscapes();
            CollectorPrometheusMetricsWalker walker = new CollectorPrometheusMetricsWalker();
            new TextPrometheusMetricsProcessor(new ByteArrayInputStream(text.getBytes()), walker).walk();
            TreeSet<String> samples = new TreeSet<>();
            for (Metric metric : walker.getAllMetricFamilies().stream().flatMap(f -> f.getMetrics().stream()).toList()) {
                Map<String, String> labels = metric.getLabels();
                switch (metric) {
                    case Gauge gauge -> samples.add(sample(gauge.getName(), labels, gauge.getValue()));
                    case Counter counter -> samples.add(sample(counter.getName(), labels, counter.getValue()));
                    case Histogram histogram -> {
                        for (Histogram.Bucket bucket : histogram.getBuckets()) {
                            Map<String, String> all = new TreeMap<>(labels);
                            all.put("le", bucket.getUpperBound() == Double.POSITIVE_INFINITY ? "+Inf" : "" + bucket.getUpperBound());
                            samples.add(sample(histogram.getName() + "_bucket", all, bucket.getCumulativeCount()));
                        }
                        samples.add(sample(histogram.getName() + "_sum", labels, histogram.getSampleSum()));
                        samples.add(sample(histogram.getName() + "_count", labels, histogram.getSampleCount()));
                    }
                    default -> samples.add("another kind");
                }
            }
            String found = samples.isEmpty() ? "nothing" : String.join(" ", samples);
            System.out.println(columns[0] + " prometheus-scraper: " + (found.equals(columns[1]) ? "right" : found));
        }
    }
}
JAVA
cat >seen.py <<'PY'
import json
import sys

sys.path.insert(0, "python/usr/lib/python3/dist-packages")
from prometheus_client.parser import text_string_to_metric_families

for row in open("documents", encoding="utf-8"):
    text, meant = row.rstrip("\n").split("\t")
    found = []
    for family in text_string_to_metric_families(json.loads(text)):
        for one in family.samples:
            labels = ",".join(sorted(f"{label}={value}" for label, value in one.labels.items()))
            found.append(f"{one.name}{{{labels}}}={one.value:g}".replace("=nan", "=NaN"))
    found = " ".join(sorted(found))
    print(f"{text} python3-prometheus-client: {'right' if found == meant else found}")
PY
node seen.cjs >seen
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Hawkular.java >>seen 2>log
python3 seen.py >>seen
cat seen
cat >expected <<'TEXT'
"# TYPE a histogram\na_bucket{x=\"1\",le=\"+Inf\"} 4\na_sum{x=\"1\"} 9\na_count{x=\"1\"} 4\na_bucket{x=\"2\",le=\"+Inf\"} 5\na_sum{x=\"2\"} 8\na_count{x=\"2\"} 5\n" parse-prometheus-text-format: a_bucket{le=+Inf}=5
"# TYPE a gauge\na{x=\"C:\\\\new\"} 1\n" prom2javascript: a{x=C:<line feed>ew}=1
"# TYPE a gauge\na{x=\"1\"} 1\na{x=\"2\"} NaN\n" prom2javascript: error
"# TYPE a gauge\na{x=\"1\" , y=\"2\"} 1\n" parse-prometheus-text-format: error
"#\n# TYPE a gauge\na{x=\"1\"} 1\n" parse-prometheus-text-format: #{}= a{x=1}=1
"# HELP a\n# TYPE a gauge\na{x=\"1\"} 1\n" parse-prometheus-text-format: error
"a{x=\"1\"} 1\n" prometheus-scraper: nothing
"# TYPE a gauge\na{x=\"1\" , y=\"2\"} 1\n" prometheus-scraper: nothing
"# TYPE a counter\na{x=\"1\"} 1\n" python3-prometheus-client: a_total{x=1}=1
TEXT
grep -v ': right$' seen | diff expected -
test "$(grep -c ': right$' seen)" = 23
