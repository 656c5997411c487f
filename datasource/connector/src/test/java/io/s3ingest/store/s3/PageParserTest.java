package io.s3ingest.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3ingest.store.ListPage;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.VersionPage;
import io.s3ingest.store.s3.XmlScanner.MalformedXmlException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageParserTest {
  private static final Instant NOW = Instant.parse("2024-03-01T10:00:00Z");

  private static String page(String inside) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        + inside
        + "</ListBucketResult>";
  }

  private static String contents(String key) {
    return "<Contents><Key>"
        + key
        + "</Key><LastModified>2024-02-29T23:59:58.123Z</LastModified>"
        + "<ETag>&#34;d41d8cd98f00b204e9800998ecf8427e&#34;</ETag><Size>5368709121</Size>"
        + "<Owner><ID>Key</ID><DisplayName>&lt;Size&gt;</DisplayName></Owner>"
        + "<StorageClass>STANDARD</StorageClass></Contents>";
  }

  private static ListPage parse(String xml) throws MalformedXmlException {
    return PageParser.objects("b", xml.getBytes(UTF_8), NOW);
  }

  @Test
  void readsEveryFieldOfAnObject() throws MalformedXmlException {
    ListPage page = parse(page("<Name>b</Name><KeyCount>1</KeyCount>" + contents("a/b.csv")));
    assertThat(page)
        .isEqualTo(
            new ListPage(
                java.util.List.of(
                    new ObjectRef(
                        "b",
                        "a/b.csv",
                        5_368_709_121L,
                        "d41d8cd98f00b204e9800998ecf8427e",
                        null,
                        Instant.parse("2024-02-29T23:59:58.123Z"))),
                java.util.List.of(),
                null,
                NOW));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a&amp;b.csv|a&b.csv",
        "&lt;x&gt;&quot;&apos;.csv|<x>\"'.csv",
        "&#x64;onn&#233;es.csv|données.csv",
        "&#128512;&#x1F600;|😀😀",
        "données/été.csv|données/été.csv",
        "a+b%20c.csv|a+b%20c.csv",
      })
  void resolvesEntitiesWhereTheStoreDoesNotEncode(String written, String key)
      throws MalformedXmlException {
    assertThat(parse(page(contents(written))).objects().get(0).key()).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "donn%C3%A9es/a+b%2Bc%20d.csv|données/a b+c d.csv",
        "%F0%9F%98%80.csv|😀.csv",
        "100%25/%2541|100%/%41",
        "raw-é.csv|raw-é.csv",
        "a&amp;b%26c|a&b&c",
      })
  void decodesKeysWhereTheStoreSaysThatItEncodes(String written, String key)
      throws MalformedXmlException {
    String encoding = "<EncodingType>url</EncodingType>";
    assertThat(parse(page(contents(written) + encoding)).objects().get(0).key()).isEqualTo(key);
    assertThat(parse(page(encoding + contents(written))).objects().get(0).key()).isEqualTo(key);
  }

  @Test
  void keepsAControlCharacterThatXmlCouldNotHold() throws MalformedXmlException {
    assertThat(
            parse(page("<EncodingType>url</EncodingType>" + contents("a%01%0Ab")))
                .objects()
                .get(0)
                .key())
        .isEqualTo("a\u0001\nb");
  }

  @Test
  void readsPrefixesAndTheTokenOfTheNextPage() throws MalformedXmlException {
    ListPage page =
        parse(
            page(
                "<Prefix>p/</Prefix><IsTruncated>true</IsTruncated><EncodingType>url</EncodingType>"
                    + "<NextContinuationToken>1+a%20&amp;=</NextContinuationToken>"
                    + "<CommonPrefixes><Prefix>p/%C3%A9/</Prefix></CommonPrefixes>"
                    + "<CommonPrefixes><Prefix>p/z/</Prefix></CommonPrefixes>"));
    assertThat(page.commonPrefixes()).containsExactly("p/é/", "p/z/");
    assertThat(page.nextToken()).isEqualTo("1+a%20&=");
    assertThat(page.objects()).isEmpty();
  }

  @Test
  void ignoresATokenOnTheLastPage() throws MalformedXmlException {
    String page =
        "<IsTruncated>false</IsTruncated><NextContinuationToken>x</NextContinuationToken>";
    assertThat(parse(page(page)).nextToken()).isNull();
  }

  @Test
  void readsWhatOtherWritersDoDifferently() throws MalformedXmlException {
    ListPage page =
        parse(
            "<!-- made by hand --><s3:ListBucketResult xmlns:s3='a>b'>\n <s3:Name/>\n"
                + " <s3:Contents>\n  <s3:Key a=\"1\">k</s3:Key>\n"
                + "  <s3:LastModified>2024-02-29T23:59:58+01:00</s3:LastModified>\n"
                + "  <s3:Size> 3 </s3:Size>\n  <s3:ETag>W/\"abc\"</s3:ETag></s3:Contents>\n"
                + "</s3:ListBucketResult>\n");
    assertThat(page.objects())
        .containsExactly(
            new ObjectRef("b", "k", 3, "abc", null, Instant.parse("2024-02-29T22:59:58Z")));
  }

  @Test
  void takesNoPrefixOfAPageForAPage() {
    String whole = page("<EncodingType>url</EncodingType>" + contents("a%20b") + contents("c"));
    byte[] bytes = whole.getBytes(UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> PageParser.objects("b", cut, NOW))
          .as("cut at %d", length)
          .isInstanceOf(MalformedXmlException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><body>Bad Gateway</body></html>",
        "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><ListBucketResult></ListBucketResult>",
        "<ListBucketResult><Contents><Key>&a;</Key></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a&b</Key></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><Key>&#xD800000;</Key></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><LastModified>2024-02-29T23:59:58.000Z</LastModified></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><LastModified>2024-02-30T23:59:58.000Z</LastModified></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><Size>many</Size></Contents></ListBucketResult>",
        "<ListBucketResult><EncodingType>url</EncodingType><CommonPrefixes><Prefix>100%</Prefix></CommonPrefixes></ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "{\"error\":\"no\"}",
      })
  void refusesWhatIsNoListing(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedXmlException.class);
  }

  @Test
  void keepsVersionsAndDeleteMarkersInTheirOrder() throws MalformedXmlException {
    String time = "<LastModified>2024-01-01T00:00:00.000Z</LastModified>";
    VersionPage page =
        PageParser.versions(
            "b",
            ("<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>"
                    + "<NextKeyMarker>a+b</NextKeyMarker>"
                    + "<NextVersionIdMarker>v1</NextVersionIdMarker>"
                    + "<DeleteMarker><Key>a+b</Key><VersionId>v3</VersionId>"
                    + "<IsLatest>true</IsLatest>"
                    + time
                    + "</DeleteMarker><Version><Key>a+b</Key><VersionId>v2</VersionId>"
                    + "<IsLatest>false</IsLatest>"
                    + time
                    + "<ETag>\"e\"</ETag><Size>7</Size></Version></ListVersionsResult>")
                .getBytes(UTF_8));
    assertThat(page.versions())
        .extracting(
            v ->
                v.path().key()
                    + " "
                    + v.versionId()
                    + " "
                    + v.latest()
                    + " "
                    + v.deleteMarker()
                    + " "
                    + v.etag()
                    + " "
                    + v.size())
        .containsExactly("a b v3 true true null 0", "a b v2 false false e 7");
    assertThat(page.nextKeyMarker()).isEqualTo("a b");
    assertThat(page.nextVersionIdMarker()).isEqualTo("v1");
  }

  @Test
  void keepsOfAnErrorOnlyWhatMayBeShown() {
    ErrorDocument error =
        ErrorDocument.parse(
            ("<?xml version=\"1.0\"?><Error><Code>AuthorizationHeaderMalformed</Code>"
                    + "<Message>the region &apos;a&apos; is wrong</Message><Region>eu-west-1</Region>"
                    + "<StringToSign>secret</StringToSign></Error>")
                .getBytes(UTF_8));
    assertThat(error)
        .isEqualTo(
            new ErrorDocument(
                "AuthorizationHeaderMalformed", "the region 'a' is wrong", "eu-west-1"));
    assertThat(ErrorDocument.parse("Bad Gateway <br> & <".getBytes(UTF_8)))
        .isEqualTo(new ErrorDocument("", "", null));
  }
}
