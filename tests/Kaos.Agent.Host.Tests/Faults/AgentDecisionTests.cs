using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// Seed row 2-12: what KAOS saw, thinks, would do and did, as objects of the cluster, for whoever has kubectl.
/// </summary>
[Collection(nameof(Faults))]
[Trait("Seed", "2-12")]
public sealed class AgentDecisionTests
{
    private const string Path = "/apis/kaos.dev/v1/namespaces/kaos/agentdecisions";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "2-12")]
    public async Task Decision_OfASession_IsShownByKubectlFromDiagnosisToOutcome()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 60, Token);
        using var api = new Service(cluster.Direct);
        await InstallAsync(cluster);
        await using var kaos = await cluster.StartAsPracticeAsync(Token);
        using var service = new Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);

        var session = await UntilOfferedAsync(service);
        var proposed = await api.UntilAsync($"{Path}/{session}", Has("spec", "action"), Token);
        (proposed["spec"]!["confidence"]!.GetValue<double>() > 0.5, proposed["status"]?["executed"]?.GetValue<bool>())
            .ShouldBe((true, false));
        proposed["spec"]!["observation"]!.GetValue<string>().ShouldNotBeEmpty();
        proposed["spec"]!["diagnosis"]!.GetValue<string>().ShouldNotBeEmpty();
        proposed["status"]!["approved"].ShouldBeNull();

        await KubectlAsync(cluster,
            $"patch agentdecision {session} -n kaos --subresource=status --type=merge -p {{\"status\":{{\"approved\":true}}}}");
        var (_, before) = await service.GetAsync($"/v1/sessions/{session}", Token);
        before["state"]!.GetValue<string>().ShouldBe("awaiting-choice");

        await service.ChooseAsync(session, "rollback-config", Token);
        await service.EventAsync(session, "session-ended", Token);
        var done = await api.UntilAsync($"{Path}/{session}", Has("status", "outcome"), Token);

        (done["status"]!["outcome"]!.GetValue<string>(), done["status"]!["executed"]!.GetValue<bool>())
            .ShouldBe(("resolved", true), kaos.Log);
        done["status"]!["approved"]!.GetValue<bool>().ShouldBeTrue("what a person wrote stays");
        done["status"]!["decidedBy"]!.GetValue<string>().ShouldStartWith("person:");
        done["spec"]!["action"]!.GetValue<string>().ShouldStartWith("rollback-config: ");
        var table = await KubectlAsync(cluster, "get agentdecisions -n kaos");
        table.Split('\n')[0].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ShouldBe(
                ["NAME", "SUBJECT", "DIAGNOSIS", "CONFIDENCE", "ACTION", "APPROVED", "DECIDED BY", "EXECUTED", "AGE"]);
        table.ShouldContain(session);
    }

    [Fact]
    public async Task Decision_WrittenAgainAfterARestart_ChangesNothing()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 60, Token);
        using var api = new Service(cluster.Direct);
        await InstallAsync(cluster);
        string session;
        JsonNode first;
        await using (var kaos = await cluster.StartAsPracticeAsync(Token))
        {
            using var service = new Service(kaos.Address);
            await kaos.SaidAsync("was handed over", Token);
            session = await UntilOfferedAsync(service);
            first = await api.UntilAsync($"{Path}/{session}", Has("spec", "action"), Token);
        }

        await using var again = await cluster.StartAsPracticeAsync(Token);
        using var afterwards = new Service(again.Address);
        await afterwards.ChooseAsync(session, "rollback-config", Token);
        await afterwards.EventAsync(session, "session-ended", Token);

        var done = await api.UntilAsync($"{Path}/{session}", Has("status", "outcome"), Token);
        done["metadata"]!["uid"]!.GetValue<string>().ShouldBe(first["metadata"]!["uid"]!.GetValue<string>());
        (await api.GetAsync(Path, Token)).Body["items"]!.AsArray()
            .Count(item => item!["metadata"]!["name"]!.GetValue<string>() == session).ShouldBe(1);
    }

    private static async Task<string> UntilOfferedAsync(Service service)
    {
        await service.UntilAsync("/v1/incidents", list => list["items"]!.AsArray().Count > 0, Token);
        var session = await service.SessionAsync(Token);
        await service.EventAsync(session, "choices-offered", Token);
        return session;
    }

    private static Func<JsonNode, bool> Has(string part, string field) =>
        whole => whole[part]?[field] is not null && whole["status"]?["executed"] is not null;

    private static async Task InstallAsync(RealCluster cluster)
    {
        await KubectlAsync(cluster, "create namespace kaos");
        await KubectlAsync(cluster,
            $"apply -f {System.IO.Path.Combine(TestPaths.Repository, "deploy", "k8s", "components", "decisions", "crd.yaml")}");
    }

    private static async Task<string> KubectlAsync(RealCluster cluster, string line)
    {
        var start = new ProcessStartInfo(
            "kubectl",
            line.Split(' '))
        { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["KUBECONFIG"] = cluster.HandKubeconfig;
        Process kubectl;
        try
        {
            kubectl = Process.Start(start).ShouldNotBeNull();
        }
        catch (Win32Exception)
        {
            Assert.Skip("kubectl is not installed (Debian: kubernetes-client); eng/install-test-tools installs it.");
            throw;
        }

        using (kubectl)
        {
            var error = kubectl.StandardError.ReadToEndAsync(Token);
            var text = await kubectl.StandardOutput.ReadToEndAsync(Token);
            await kubectl.WaitForExitAsync(Token);
            kubectl.ExitCode.ShouldBe(0, await error);
            return text;
        }
    }
}
