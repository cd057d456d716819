namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>Git or the repository would not; the message says why, without credentials.</summary>
/// <param name="unclear">No answer came: it may have happened.</param>
internal sealed class RepositoryException(string message, bool unclear = false) : Exception(message)
{
    public bool IsUnclear => unclear;
}
