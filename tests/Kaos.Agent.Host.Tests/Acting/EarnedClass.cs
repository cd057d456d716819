using System.Text.Json;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Maturing;
using Kaos.Agent.Host.Storage;
using Kaos.Contracts;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Plans;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Agent.Host.Tests.Acting;

/// <summary>A past for a class of incidents: resolved the same way ten times, and raised by a person who may.</summary>
internal static class EarnedClass
{
    private static readonly Principal Petra = new("petra", PrincipalKind.Person, [Role.Promoter], ["*"]);

    // Of any such cluster: the way is the same.
    private static Plan? plan;

    /// <summary>
    /// A cluster with a broker, where the roll-back of a configuration has that past; no KAOS runs yet.
    /// </summary>
    public static async Task<BrokeredCluster> ClusterAsync(
        Maturity level, CancellationToken cancellationToken, TimeSpan? longestGrant = null)
    {
        var cluster = await BrokeredCluster.StartAsync(30, cancellationToken);
        cluster.LongestGrant = longestGrant ?? cluster.LongestGrant;
        plan ??= await PlanAsync(cluster, "rollback-config", cancellationToken);
        await WriteAsync(cluster.Data, plan, level, cancellationToken);
        await cluster.StartBrokerAsync(cancellationToken);
        return cluster;
    }

    /// <summary>
    /// The class of a change that a person asks for has that past; <paramref name="request"/> as for POST /v1/requests.
    /// </summary>
    public static async Task RaiseAsync(BrokeredCluster cluster, string request, CancellationToken cancellationToken)
    {
        await using var kaos = await cluster.StartKaosAsync(
            Maturity.Propose, cancellationToken, data: cluster.Named("asking"));
        using var service = new Faults.Service(kaos.Address);
        var (_, offered) = await service.EventAsync(
            await AskAsync(service, request, cancellationToken), "choices-offered", cancellationToken);
        await WriteAsync(
            cluster.Data, JsonSerializer.Deserialize(offered["plans"]![0], KaosJson.Default.Plan)!, Maturity.Approve,
            cancellationToken);
    }

    /// <summary>Asks, again while the cluster is not read yet, and returns the session.</summary>
    public static async Task<string> AskAsync(
        Faults.Service service, string request, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (status, body) = await service.PostAsync("/v1/requests", request, cancellationToken);
            if (status == System.Net.HttpStatusCode.Accepted)
            {
                return body["sessionId"]!.GetValue<string>();
            }
        }
    }

    /// <summary>The plan that KAOS, which may only propose there, makes of this workflow.</summary>
    private static async Task<Plan> PlanAsync(
        BrokeredCluster cluster, string workflow, CancellationToken cancellationToken)
    {
        await using var kaos = await cluster.StartKaosAsync(
            Maturity.Propose, cancellationToken, data: cluster.Named("looking"));
        using var service = new Faults.Service(kaos.Address);
        await kaos.SaidAsync("was handed over", cancellationToken);
        var (_, offered) = await service.EventAsync(
            await service.SessionAsync(cancellationToken), "choices-offered", cancellationToken);
        return offered["plans"]!.AsArray().Select(plan => JsonSerializer.Deserialize(plan, KaosJson.Default.Plan)!)
            .Single(plan => plan.WorkflowId == workflow);
    }

    /// <summary>Written to a data folder that no KAOS uses yet.</summary>
    private static async Task WriteAsync(string data, Plan plan, Maturity level, CancellationToken cancellationToken)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.Configure<StorageOptions>(options => options.Path = data);
        builder.Services.AddSqliteStorage().AddEmbeddedGrains().AddKaosMaturity();
        using var host = builder.Build();
        var grains = host.Services.GetRequiredService<IGrains>();
        var id = ClassKind.IdOf(plan.Tenant, plan.IncidentClass);
        for (var i = 0; i < 10; i++)
        {
            var treated = new Treatment(
                $"inc-{i}", $"ses-{i}", plan.Cluster, plan.Hash, Ways.Of(plan), TreatmentResult.Verified,
                Maturity.Approve, "person:alice", 1);
            await grains.AskAsync(id, new NoteTreatment(treated), Petra, $"note-{i}", cancellationToken);
        }

        (await grains.AskAsync(id, new PromoteClass(level, "it has worked ten times"), Petra, "raise",
            cancellationToken)).Refusal.ShouldBeNull();
    }
}
