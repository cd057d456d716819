namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// One at a time: each of these runs a KAOS in a process of its own, and the machine may have two cores. Those of
/// <see cref="EndToEnd.EndToEnd"/> run beside them: both mostly wait.
/// </summary>
[CollectionDefinition(nameof(Faults))]
public sealed class Faults;
