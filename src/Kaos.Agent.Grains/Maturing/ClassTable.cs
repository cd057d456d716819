using System.Text.Json;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Maturing;

/// <summary>What the gate and the planner ask of the classes, answered from their rows.</summary>
internal sealed class ClassTable(IViews views, GateOptions options) : IMaturity, ITrackRecord
{
    public async ValueTask<ClassStanding> LevelOfAsync(Plan plan, CancellationToken cancellationToken)
    {
        var row = await views.FindAsync(
            ClassKind.Name, ClassKind.IdOf(plan.Tenant, plan.IncidentClass).Key, cancellationToken);
        return (row is null ? null : Read(row)) switch
        {
            null or { Level: null } => Installed(plan.Cluster),
            { Level: > Maturity.Propose, Way: { } way } when way.WorkflowHash != plan.WorkflowHash => new(
                Maturity.Propose,
                $"The level was earned with {way.WorkflowId} as it was then; this is another workflow, or it has changed."),
            { Level: Maturity.Act, Way: { } way } when way != Ways.Of(plan) => new(
                Maturity.Approve, $"Act was earned with another change than this one by {way.WorkflowId}."),
            { Level: { } level, Why: var why } => new(level, why),
        };
    }

    public async ValueTask<(double Worked, int Tried)> OfAsync(
        string workflowId, string incidentClass, CancellationToken cancellationToken)
    {
        var (worked, tried) = (0.0, 0);
        await foreach (var row in views.AllAsync(new ViewQuery(ClassKind.Name, Group: incidentClass),
            cancellationToken))
        {
            if (Read(row)?.Uses.GetValueOrDefault(workflowId) is { } uses)
            {
                (worked, tried) = (worked + (uses.Scores ?? uses.Worked), tried + uses.Tried);
            }
        }

        return (worked, tried);
    }

    // A fresh install proposes everywhere and approves on practice clusters. Act is never reached from settings.
    private ClassStanding Installed(string cluster) => options.PracticeClusters.Contains(cluster)
        ? new(Maturity.Approve, $"{cluster} is a practice cluster, where nothing real can break.")
        : new(Maturity.Propose, "Nobody has raised this class yet; every class begins at Propose.");

    private static ClassView? Read(ViewRow row) =>
        JsonSerializer.Deserialize(row.Json.Span, KaosJson.Default.ClassView);
}
