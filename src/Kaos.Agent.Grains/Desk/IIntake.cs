using System.Collections.Immutable;
using System.Text.Json;
using Kaos.Agent.Grains.Requests;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Turns a sentence into a signal, by rules, against what the clusters really hold.</summary>
public interface IIntake
{
    Task<Intake> ReadAsync(string sentence, Listener listener, CancellationToken cancellationToken);
}

/// <summary>In whose ears, and in which conversation, a sentence is read.</summary>
/// <param name="Tenants">What the caller may see.</param>
/// <param name="Cluster">What the conversation is about; null: no cluster was chosen.</param>
/// <param name="Before">What was talked about last; null: nothing that is remembered.</param>
public sealed record Listener(
    IReadOnlyCollection<string> Tenants, string? Cluster = null, Topic? Before = null);

public abstract record Intake
{
    /// <summary>What the next sentence may lean on; null: nothing new.</summary>
    public Topic? About { get; init; }

    /// <summary>Something is wrong with this.</summary>
    public sealed record Trouble(Signal Signal) : Intake;

    /// <summary>A change is asked for: <see cref="IChangeDesk"/> completes it. Its key is still empty.</summary>
    public sealed record ChangeAsked(Wish Wish) : Intake;

    /// <summary>More than one object fits the words.</summary>
    public sealed record Ambiguous(string Question, ImmutableArray<Candidate> Candidates) : Intake;

    /// <summary>A read-only question, answered with one read.</summary>
    public sealed record Answer(string Text, JsonElement? Data) : Intake;

    /// <summary>The conversation is about this cluster from now on.</summary>
    public sealed record ClusterChosen(string Cluster, string Text) : Intake;

    /// <summary>How these clusters are, or a namespace of them.</summary>
    public sealed record HealthAsked(ImmutableArray<string> Clusters, string? Namespace) : Intake;

    /// <summary>The caller takes leave.</summary>
    public sealed record Farewell(string Text) : Intake;

    /// <summary>Nothing fits; the nearest names are in the text.</summary>
    public sealed record Unclear(string Text, ImmutableArray<Candidate> Nearest) : Intake;

    /// <summary>
    /// Another agent's work (Helm, Argo CD, Prometheus administration): a structured hand-off, no tool call.
    /// </summary>
    public sealed record HandOff(string Target, string Text, JsonElement Data) : Intake;
}

public sealed record Candidate(string Cluster, ObjectRef Object, double Score);
