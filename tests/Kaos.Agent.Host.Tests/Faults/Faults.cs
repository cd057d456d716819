namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// One at a time: each of these runs a KAOS in a process of its own, and the machine may have two cores.
/// </summary>
[CollectionDefinition(nameof(Faults), DisableParallelization = true)]
public sealed class Faults;
