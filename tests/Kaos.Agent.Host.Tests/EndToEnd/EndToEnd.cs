namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>
/// One at a time: each of these runs two more processes, and the machine may have two cores. Those of
/// <see cref="Faults.Faults"/> run beside them: both mostly wait.
/// </summary>
[CollectionDefinition(nameof(EndToEnd))]
public sealed class EndToEnd;
