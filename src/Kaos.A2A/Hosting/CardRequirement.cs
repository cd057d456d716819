namespace Kaos.A2A.Hosting;

/// <summary>What the card must offer for an operation to be served.</summary>
internal enum CardRequirement
{
    None,
    Streaming,
    PushNotifications,
    ExtendedAgentCard,
}
