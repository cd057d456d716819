using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kaos.A2A.Json;
using Kaos.A2A.Signing;
using Kaos.A2A.Tests.JsSdk;

namespace Kaos.A2A.Tests.Signing;

public sealed class AgentCardSigningTests
{
    private static readonly AgentCard Card = A2ATestHost.Card with
    {
        Description = "Grüße \u0001 \"quoted\" \\ €",
        Capabilities = new AgentCapabilities
        {
            Streaming = false,
            Extensions =
            [
                new()
                {
                    Uri = "urn:x",
                    Params = new Dictionary<string, JsonElement>
                    {
                        ["n"] = JsonElement.Parse("[1.0,1e21,1e-7,0.000001,333333333.33333329,-5,100]"),
                    },
                },
            ],
        },
        SecuritySchemes = new Dictionary<string, SecurityScheme>(),
    };

    [Theory]
    [InlineData("""{"b":1,"a":[true,null,"x"],"\u20ac":"\u0007\n","A":{}}""",
        "{\"A\":{},\"a\":[true,null,\"x\"],\"b\":1,\"€\":\"\\u0007\\n\"}")]
    [InlineData("[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]",
        "[333333333.3333333,1e+30,4.5,0.002,1e-27]")]
    [InlineData("[-0,1e20,1e21,123456789012,0.0000012,5e-324]",
        "[0,100000000000000000000,1e+21,123456789012,0.0000012,5e-324]")]
    public void Canonical_Form_IsThatOfRfc8785(string json, string expected) =>
        CanonicalJson.Write(JsonElement.Parse(json)).ShouldBe(expected);

    [Fact]
    public void Payload_LeavesOutWhatSaysNothing_ButKeepsSetOptionals()
    {
        var payload = AgentCardPayload.Canonical(Card);

        payload.ShouldContain("\"streaming\":false");
        payload.ShouldNotContain("securitySchemes");
        payload.ShouldStartWith("{\"capabilities\":");
    }

    [Fact]
    public void Signature_OfAChangedCardOrAnotherKey_DoesNotVerify()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var card = new AgentCardSigner(key, "k1").Sign(Card);

        AgentCardVerifier.Verify(card, id => id == "k1" ? key : null).ShouldBeTrue();
        AgentCardVerifier.Verify(A2AJson.Deserialize<AgentCard>(A2AJson.Serialize(card))!, _ => key).ShouldBeTrue();
        AgentCardVerifier.Verify(card with { Name = "Impostor" }, _ => key).ShouldBeFalse();
        AgentCardVerifier.Verify(card, _ => other).ShouldBeFalse();
        AgentCardVerifier.Verify(card, _ => null).ShouldBeFalse();
        AgentCardVerifier.Verify(Card, _ => key).ShouldBeFalse();
    }

    [Fact]
    public async Task Signature_IsVerifiedByTheJsSdk()
    {
        var modules = NodeTools.Modules();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new AgentCardSigner(key, "k1", "https://example.com/jwks.json");
        var good = Encoding.UTF8.GetString(A2AJson.Serialize(signer.Sign(Card)));
        var bad = good.Replace("Test agent", "Impostor", StringComparison.Ordinal);
        var keys = Encoding.UTF8.GetString(signer.KeySet());

        var accepted = await NodeTools.RunAsync("verify.mjs", modules, good, keys);
        var refused = await NodeTools.RunAsync("verify.mjs", modules, bad, keys);

        accepted.Trim().ShouldBe("verified");
        refused.Trim().ShouldEndWith("refused");
    }
}
