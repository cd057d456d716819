using System.Collections.Immutable;
using Kaos.Contracts.Push;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Push;

/// <summary>The webhooks of one task, in the order in which they came.</summary>
public sealed record PushState(string TaskId)
{
    /// <summary>Empty until there was a webhook.</summary>
    public string SessionId { get; init; } = "";

    public string ContextId { get; init; } = "";

    public string Caller { get; init; } = "";

    public ImmutableList<HookState> Hooks { get; init; } = [];

    public HookState? Find(string hookId) => Hooks.Find(one => one.Hook.Id == hookId);
}

/// <summary>One webhook and how far it has come.</summary>
/// <param name="Registered">Number of the event that registered it.</param>
/// <param name="From">Version of the session that its first notification shows.</param>
public sealed record HookState(Webhook Hook, long Registered, long From)
{
    public PushStage Stage { get; init; } = PushStage.Active;

    /// <summary>Of the newest notification that is done with; null: none is.</summary>
    public string? Place { get; init; }

    public int Delivered { get; init; }

    public int Refused { get; init; }

    /// <summary>Failed attempts at the next notification.</summary>
    public int Failures { get; init; }

    /// <summary>When the first of them was; null while there is none.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    public PushAttempted? Last { get; init; }
}
