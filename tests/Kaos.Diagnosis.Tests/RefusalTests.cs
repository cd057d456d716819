using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules.Refusals;

namespace Kaos.Diagnosis.Tests;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("pods \"a\" is forbidden: error looking up service account b/c: serviceaccount \"c\" not found",
        CauseCodes.ServiceAccountMissing, "c")]
    [InlineData("pods \"a\" is forbidden: violates PodSecurity \"baseline:latest\": privileged (container \"x\" must not set securityContext.privileged=true)",
        CauseCodes.PodSecurityRefused, "baseline:latest")]
    [InlineData("pods \"a\" is forbidden: no PriorityClass with name gold was found", CauseCodes.PriorityClassMissing,
        "gold")]
    [InlineData("pods \"a\" is forbidden: pod rejected: RuntimeClass \"kata\" not found",
        CauseCodes.RuntimeClassMissing, "kata")]
    [InlineData("admission webhook \"w.example.org\" denied the request: no", CauseCodes.AdmissionDenied,
        "w.example.org")]
    [InlineData("Pod \"a\" is invalid: spec.containers[0].image: Required value", CauseCodes.PodInvalid,
        "spec.containers[0].image")]
    public void Parse_Refusal_TellsCauseAndName(string text, string cause, string name)
    {
        var refusal = Refusal.Parse(text).ShouldNotBeNull();

        refusal.Cause.ShouldBe(cause);
        refusal.Name.ShouldBe(name);
    }

    [Theory]
    [InlineData("pods \"a\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=9, limited: pods=9")]
    [InlineData("Internal error occurred: failed calling webhook \"w\": failed to call webhook: Post \"https://w.x.svc:443/\": connect: connection refused")]
    [InlineData("Timeout: request did not complete within requested timeout")]
    [InlineData("")]
    public void Parse_OtherWords_IsNull(string text) => Refusal.Parse(text).ShouldBeNull();

    [Fact]
    public void Parse_Bounds_TellTheSmallestChange() => Refusal.Parse(
        "pods \"a\" is forbidden: [maximum memory usage per Container is 400M, but limit is 500M, memory max limit to request ratio per Container is 3, but provided ratio is 5.000000]")
        .ShouldNotBeNull().Fix.ShouldBe("limit of memory at most 400M; limit of memory at most 3 times the request");
}
