using FsCheck;
using FsCheck.Fluent;
using Kaos.Agent.Grains.Clusters;

namespace Kaos.Agent.Grains.Tests.Clusters;

public class RedactionTests
{
    private static readonly string[] Shapes =
    [
        "password={0}", "password: {0}", "\"password\": \"{0}\"", "{{\\\"db_password\\\":\\\"{0}\\\"}}",
        "DB_PASSWORD='{0}'", "token={0}&x=1", "client_secret={0}", "api_key: {0}", "x-api-key={0}",
        "Authorization: Bearer {0}", "authorization: Basic {0}", "Bearer {0}", "postgres://app:{0}@payment-db:5432/pay",
        "redis://:{0}@cache:6379", "--password {0}", "--token={0}", "aws_secret_access_key = {0}",
        "AWS_SESSION_TOKEN={0}", "level=error msg=\"login failed\" password={0} user=bob",
    ];

    [Fact]
    public void Text_SecretPlantedInAnyShape_NeverSurvives()
    {
        var secret = Gen.Choose(12, 40).SelectMany(length =>
            Gen.ArrayOf(Gen.Elements("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789".ToCharArray()), length))
            .Select(letters => "Q7" + new string(letters));
        var cases = from value in secret
                    from shape in Gen.Elements(Shapes)
                    from before in Gen.Elements("", "2026-03-01T03:14:00Z WARN ", "connecting with ", "{\"a\":1} ")
                    from after in Gen.Elements("", " and then", ", user=bob", "\n")
                    select (value, text: before + string.Format(null, shape, value) + after);

        Prop.ForAll(Arb.From(cases), it => !Redaction.Of(it.text).Contains(it.value, StringComparison.Ordinal))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U")]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ012345")]
    public void Text_TokenKnownByItsForm_IsRemoved(string token) =>
        Redaction.Of($"using {token} now").ShouldBe($"using {Redaction.Mark} now");

    [Theory]
    [InlineData("cache size exceeded soft limit, disabling eviction")]
    [InlineData("connection pool exhausted, waiting for available connection (active=500 max=500)")]
    [InlineData("could not refresh token: connection refused")]
    [InlineData("DB_HOST=payment-db.payments.svc:5432")]
    [InlineData("http://checkout:8080/healthz returned 503")]
    [InlineData("MountVolume.SetUp failed for volume \"creds\" : secret \"db-creds\" not found")]
    [InlineData("secretName: db-creds")]
    [InlineData("max_tokens=4096")]
    public void Text_WithoutSecret_StaysAsItIs(string text) => Redaction.Of(text).ShouldBe(text);

    [Fact]
    public void Lines_PemBlockOverLines_IsRemovedWhole()
    {
        var lines = Redaction.Lines(
            ["loaded", "-----BEGIN RSA PRIVATE KEY-----", "MIIEowIBAAKCAQEA", "qwertyuiop",
                "-----END RSA PRIVATE KEY-----", "ready"]);

        lines[0].ShouldBe("loaded");
        lines[5].ShouldBe("ready");
        string.Join('\n', lines).ShouldNotContain("MIIE");
        string.Join('\n', lines).ShouldNotContain("qwerty");
    }

    [Theory]
    [InlineData("DB_PASSWORD", "hunter2", Redaction.Mark)]
    [InlineData("API_TOKEN", "x", Redaction.Mark)]
    [InlineData("PASSWORD_FILE", "/run/secrets/db", "/run/secrets/db")]
    [InlineData("DATABASE_URL", "postgres://app:hunter2@payment-db:5432/pay",
        "postgres://app:[redacted]@payment-db:5432/pay")]
    [InlineData("LOG_LEVEL", "debug", "debug")]
    public void Value_ByItsName_IsRemovedOrKept(string name, string value, string expected) =>
        Redaction.Value(name, value).ShouldBe(expected);
}
