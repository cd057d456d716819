using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.A2A;
using Kaos.A2A.Json;
using Kaos.A2A.Signing;
using Kaos.Agent.Host.Tests.Edges;

namespace Kaos.Agent.Host.Tests.A2A;

public sealed class CardTests
{
    private const string Path = "/.well-known/agent-card.json";

    [Fact]
    public async Task Card_Served_IsSignedByTheKeyOfTheKeySet()
    {
        await using var server = await EdgeServer.StartAsync();

        var card = await CardAsync(server, Path);
        var (_, keys) = await server.GetAsync("/.well-known/jwks.json");
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(card.Signatures!.Single().Protected))!;

        using var key = PublicKey(keys!["keys"]!.AsArray().Single()!);
        Verifies(card, key).ShouldBeTrue();
        Verifies(card with { Description = "another" }, key).ShouldBeFalse();
        header["kid"]!.GetValue<string>().ShouldBe(keys["keys"]![0]!["kid"]!.GetValue<string>());
        header["jku"]!.GetValue<string>().ShouldBe($"{server.Http.BaseAddress}.well-known/jwks.json");
    }

    [Fact]
    public async Task Key_MadeAtFirstUse_IsTheOwnersOnlyAndStays()
    {
        var folder = Directory.CreateTempSubdirectory("kaos-card-");
        var first = await KeyIdAsync(("Data", folder.FullName));
        var second = await KeyIdAsync(("Data", folder.FullName));
        var mode = OperatingSystem.IsWindows()
            ? UnixFileMode.None
            : File.GetUnixFileMode(System.IO.Path.Combine(folder.FullName, "card-key.pem"));
        folder.Delete(recursive: true);

        second.ShouldBe(first);
        if (!OperatingSystem.IsWindows())
        {
            mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Key_OfTheSettings_IsUsed()
    {
        var file = System.IO.Path.GetTempFileName();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(file, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await using var server = await EdgeServer.StartAsync(("A2A:SigningKey", file));

        var card = await CardAsync(server, Path);
        File.Delete(file);

        Verifies(card, key).ShouldBeTrue();
    }

    [Fact]
    public async Task Card_AskedForAgain_IsNotSentAgain()
    {
        await using var server = await EdgeServer.StartAsync();
        using var first = await server.Http.GetAsync(Path, TestContext.Current.CancellationToken);
        var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        first.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromMinutes(5));
        first.Content.Headers.LastModified.ShouldNotBeNull();
    }

    [Fact]
    public async Task Card_Read_DeclaresWhatIsOffered()
    {
        await using var server = await EdgeServer.StartAsync();

        var card = await CardAsync(server, Path);

        card.Capabilities.ShouldSatisfyAllConditions(
            able => able.Streaming.ShouldBe(true),
            able => able.PushNotifications.ShouldBe(true),
            able => able.ExtendedAgentCard.ShouldBe(true),
            able => able.Extensions!.Single().Uri.ShouldBe("urn:kaos:a2a:decisions:v1"));
        card.SupportedInterfaces.ShouldAllBe(one => one.ProtocolVersion == "1.0");
        card.Skills.ShouldAllBe(static skill => skill.Examples!.Count > 0 && skill.Tags.Count > 0);
    }

    [Theory]
    [InlineData(EdgeServer.AliceKey, "shop", true)]
    [InlineData(EdgeServer.BobKey, "bakery", false)]
    public async Task ExtendedCard_OfACaller_NamesItsTenantsAndWhatItMayDo(string key, string tenant, bool approves)
    {
        await using var server = await EdgeServer.StartAsync();

        var card = await CardAsync(server, "/a2a/extendedAgentCard", key);
        var (rpc, body) = await server.SendAsync(
            HttpMethod.Post, "/a2a", """{"jsonrpc":"2.0","id":1,"method":"GetExtendedAgentCard"}""", key);

        card.SupportedInterfaces.Select(static one => one.Tenant).Distinct().ShouldBe([null, tenant]);
        card.Skills.Any(static skill => skill.Id == "approve").ShouldBe(approves);
        card.Skills.ShouldContain(static skill => skill.Id == "workflow.rollback-config");
        card.Signatures!.Count.ShouldBe(1);
        (rpc, body!["result"]!["name"]!.GetValue<string>()).ShouldBe((HttpStatusCode.OK, "KAOS"));
    }

    [Fact]
    public async Task ExtendedCard_OfAStranger_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync(("Auth:Loopback", "off"));

        (await server.GetAsync("/a2a/extendedAgentCard")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await server.GetAsync(Path)).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/.well-known/jwks.json")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Extension_Asked_IsEchoed()
    {
        await using var server = await EdgeServer.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/a2a/tasks");
        request.Headers.Add("A2A-Extensions", "urn:kaos:a2a:decisions:v1, urn:other");

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.Headers.GetValues("A2A-Extensions").ShouldBe(["urn:kaos:a2a:decisions:v1"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_OfV03_IsServedWhereItIsSetSo(bool on)
    {
        await using var server = await EdgeServer.StartAsync(("A2A:V03", on ? "true" : "false"));
        const string Send = """
            {"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"kind":"message","messageId":"m1","role":"user",
            "parts":[{"kind":"text","text":"how many replicas?"}]}}}
            """;

        var (_, sent) = await server.PostAsync("/a2a", Send);
        var (_, card) = await server.SendAsync(HttpMethod.Get, Path, null, null, ("A2A-Version", "0.3"));
        var (_, plain) = await server.SendAsync(HttpMethod.Get, Path, null, null, ("A2A-Version", "1.0"));

        if (on)
        {
            sent!["result"]!["kind"]!.GetValue<string>().ShouldBe("message");
            card!["protocolVersion"]!.GetValue<string>().ShouldBe("0.3.0");
            card["url"]!.GetValue<string>().ShouldBe($"{server.Http.BaseAddress}a2a");
            plain!["supportedInterfaces"]!.AsArray().Select(static one => one!["protocolVersion"]!.GetValue<string>())
                .ShouldBe(["1.0", "1.0", "0.3"]);
        }
        else
        {
            sent!["error"]!["code"]!.GetValue<int>().ShouldBe(-32601);
            card!["protocolVersion"].ShouldBeNull();
        }

        plain!["url"].ShouldBeNull();
        plain["signatures"].ShouldNotBeNull();
    }

    private static async Task<AgentCard> CardAsync(EdgeServer server, string path, string? key = null)
    {
        var (status, body) = await server.GetAsync(path, key);
        status.ShouldBe(HttpStatusCode.OK);
        return A2AJson.Deserialize<AgentCard>(Encoding.UTF8.GetBytes(body!.ToJsonString()))!;
    }

    private static async Task<string> KeyIdAsync((string, string?) data)
    {
        await using var server = await EdgeServer.StartAsync(data);
        var (_, keys) = await server.GetAsync("/.well-known/jwks.json");
        return keys!["keys"]![0]!["kid"]!.GetValue<string>();
    }

    private static bool Verifies(AgentCard card, ECDsa key) => AgentCardVerifier.Verify(card, _ => key);

    private static ECDsa PublicKey(JsonNode key) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint
        {
            X = Base64Url.DecodeFromChars(key["x"]!.GetValue<string>()),
            Y = Base64Url.DecodeFromChars(key["y"]!.GetValue<string>()),
        },
    });
}
