using System.Text.Json;
using Kaos.Agent.Grains.Conversations;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Health;
using Kaos.Contracts;
using Kaos.Contracts.Conversations;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// What an utterance means in its conversation: about the cluster that was chosen in it, which is remembered where
/// nothing gets lost.
/// </summary>
internal sealed class Understanding(IDesk desk, IGrains grains, IIntake intake, Topics topics)
{
    public async Task<Intake> ReadAsync(Utterance said, CancellationToken cancellationToken)
    {
        var (saying, caller) = (said.Saying, said.Caller);
        var conversation = ConversationKind.IdOf(caller, said.Context);

        // A new conversation has chosen nothing yet.
        var chosen = saying is { ContextId: null, TaskId: null }
            ? null
            : (await grains.StateAsync<ConversationState>(conversation, cancellationToken)).State.Cluster;
        var meant = await intake.ReadAsync(
            saying.Text, new Listener(caller.Tenants, chosen, topics.Find(conversation)), cancellationToken);
        if (meant.About is { } about)
        {
            topics.Keep(conversation, about);
        }

        if (meant is Intake.ClusterChosen choice)
        {
            await grains.AskAsync(
                conversation, new ChooseCluster(choice.Cluster), caller, $"cluster/{said.Key}", cancellationToken);
            return new Intake.Answer(choice.Text, null);
        }

        return meant is Intake.HealthAsked asked ? await HealthAsync(asked, caller, cancellationToken) : meant;
    }

    private async Task<Intake.Answer> HealthAsync(
        Intake.HealthAsked asked, Principal caller, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        JsonElement? data = null;
        foreach (var cluster in asked.Clusters)
        {
            var found = await desk.HealthAsync(cluster, asked.Namespace, caller, cancellationToken);
            texts.Add(
                found.Value is { } report
                    ? HealthText.Of(report)
                    : $"{found.Problem?.Message} {found.Problem?.Next}".Trim());
            data ??= found.Value is { } first
                ? IntakeJson.Sourced(
                    JsonSerializer.SerializeToElement(first, KaosJson.Default.HealthReport), "cluster_health_check",
                    [cluster], asked.Namespace, "kaos.health/v1")
                : null;
        }

        return new Intake.Answer(string.Join("\n\n", texts), data);
    }
}
