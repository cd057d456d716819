namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>One at a time: each of these runs two more processes, and the machine may have two cores.</summary>
[CollectionDefinition(nameof(EndToEnd), DisableParallelization = true)]
public sealed class EndToEnd;
