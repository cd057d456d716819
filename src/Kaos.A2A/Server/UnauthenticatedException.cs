namespace Kaos.A2A.Server;

/// <summary>
/// The call needs credentials: HTTP 401 with a challenge in either binding, which no A2A error code stands for. Where
/// the card declares no way to authenticate, the operation is unsupported instead.
/// </summary>
public sealed class UnauthenticatedException(string message) : Exception(message);
