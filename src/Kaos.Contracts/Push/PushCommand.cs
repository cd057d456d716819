using System.Text.Json.Serialization;

namespace Kaos.Contracts.Push;

/// <summary>What can be asked of a task's webhooks; <see cref="PushEvent"/> says what the members mean.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ConfigurePush), "configure-push")]
[JsonDerivedType(typeof(RemovePush), "remove-push")]
[JsonDerivedType(typeof(NoteAttempt), "note-attempt")]
[JsonDerivedType(typeof(EndPush), "end-push")]
public abstract record PushCommand;

public sealed record ConfigurePush(Webhook Hook, string ContextId, string SessionId, long From) : PushCommand;

public sealed record RemovePush(string HookId) : PushCommand;

public sealed record NoteAttempt(
    string HookId, long Registered, string Place, PushAttempt Result, string Detail) : PushCommand;

public sealed record EndPush(string HookId, long Registered, bool GivenUp) : PushCommand;
