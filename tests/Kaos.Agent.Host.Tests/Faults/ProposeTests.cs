using System.Diagnostics;
using System.Net;
using Kaos.A2A;
using Kaos.Agent.Host.Tests.EndToEnd;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// On a cluster that is not KAOS's own it proposes: the caller gets what a person can run, and nothing is written.
/// </summary>
[Collection(nameof(Faults))]
public sealed class ProposeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Choosing_OnARealCluster_WritesNothingAndTellsTheCommands_WhichWork()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 10, Token);
        await using var kaos = await cluster.StartKaosAsync(Token);
        using var service = new Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        using var http = new HttpClient();
        var caller = await Caller.ConnectAsync(http, kaos.Address, "propose", Token);

        var offered = await caller.SayAsync("What's wrong with checkout-service? I see alerts.", Token);
        caller.State.ShouldBe(TaskState.InputRequired, kaos.Log);
        offered.ShouldContain("KAOS may only propose here");
        var options = caller.Data["kaos.choices/v1"].GetProperty("options").EnumerateArray()
            .Select(o => o.GetProperty("id").GetString());
        options.Take(2).ShouldBe(["restart-and-patch-memory", "rollback-config"]);

        var told = await caller.SayAsync("Go with rollback-config.", Token);
        caller.State.ShouldBe(TaskState.InputRequired, told);
        told.ShouldContain("Nothing was written");
        told.ShouldContain("kubectl rollout restart deployment/checkout-service --namespace shop");
        told.ShouldContain("The options stay open.");
        var again = await caller.SayAsync("Go with rollback-config.", Token);
        again.ShouldContain("kubectl patch configmap/checkout-config");

        var session = await service.SessionAsync(Token);
        (await service.GetAsync($"/v1/sessions/{session}", Token)).Body["state"]!.GetValue<string>()
            .ShouldBe("awaiting-choice");
        cluster.Wire.Writes.ShouldBeEmpty();

        await KubectlAsync(told, cluster.HandKubeconfig);
        var after = await caller.SayAsync("Go with rollback-config.", Token);
        caller.State.ShouldBe(TaskState.Completed, after);
        after.ShouldContain("ConfigMap/shop/checkout-config is already as this plan would make it");
        after.ShouldContain("Repaired by hand by kubectl-patch at ");
        after.ShouldContain("as rollback-config proposed. KAOS wrote nothing.");
        var (status, refusal) = await service.ChooseAsync(session, "rollback-config", Token);
        (status, refusal["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.Conflict, "conflict"));
        cluster.Wire.Writes.ShouldBeEmpty();
    }

    private static async Task KubectlAsync(string told, string kubeconfig)
    {
        var commands = told.Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith("kubectl ", StringComparison.Ordinal)).Distinct();
        if (!File.Exists("/usr/bin/kubectl") && !File.Exists("/usr/local/bin/kubectl"))
        {
            Assert.Skip("kubectl is not installed; the commands could not be run.");
        }

        // Through a shell, as a person would: the quoting is part of what is tested.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-ec");
        start.ArgumentList.Add(string.Join('\n', commands));
        start.Environment["KUBECONFIG"] = kubeconfig;
        using var shell = Process.Start(start).ShouldNotBeNull();
        var error = await shell.StandardError.ReadToEndAsync(Token);
        await shell.WaitForExitAsync(Token);
        shell.ExitCode.ShouldBe(0, error);
    }
}
