namespace Kaos.A2A.ConformanceHost;

internal static class ConformanceCard
{
    public static AgentCard Create(ConformanceSettings settings, string address) => new()
    {
        Name = "Conformance agent",
        Description = "Plays a script that the prefix of a message's id chooses.",
        Version = "1.0.0",
        SupportedInterfaces = Interfaces(settings, address),
        Capabilities = new AgentCapabilities
        {
            Streaming = settings.Streaming,
            PushNotifications = settings.Push,
            ExtendedAgentCard = settings.ExtendedCard,
            Extensions = settings.RequiredExtension is { } uri
                ? [new AgentExtension { Uri = uri, Required = true, Description = "Must be named by every request." }]
                : null,
        },
        DefaultInputModes = ["text/plain", "application/json"],
        DefaultOutputModes = ["text/plain", "application/json"],
        Skills =
        [
            new AgentSkill
            {
                Id = "script",
                Name = "Script",
                Description = "Answers as the prefix of the message's id says.",
                Tags = ["conformance"],
            },
        ],
    };

    public static AgentCard Extended(ConformanceSettings settings)
    {
        var card = Create(settings, "http://127.0.0.1");
        return card with { Description = card.Description + " This is its extended card." };
    }

    private static List<AgentInterface> Interfaces(ConformanceSettings settings, string address)
    {
        List<AgentInterface> interfaces =
        [
            new() { Url = address + "/rpc", ProtocolBinding = ProtocolBindings.JsonRpc, ProtocolVersion = ProtocolVersions.V1 },
            new() { Url = address, ProtocolBinding = ProtocolBindings.HttpJson, ProtocolVersion = ProtocolVersions.V1 },
        ];
        if (settings.V03)
        {
            interfaces.Add(new()
            {
                Url = address + "/rpc",
                ProtocolBinding = ProtocolBindings.JsonRpc,
                ProtocolVersion = ProtocolVersions.V03,
            });
        }

        return interfaces;
    }
}
