namespace Kaos.Contracts.Plans;

/// <summary>
/// A change that goes to the repository that an object comes from, as a branch with one commit, for people to merge.
/// The object itself is not written.
/// </summary>
public sealed record PullRequest
{
    /// <summary>Of <see cref="ActionNames"/>: what it comes to in the cluster once it is merged and applied.</summary>
    public required string Action { get; init; }

    /// <summary>Who applies what is merged: <c>Argo CD</c>, <c>Flux</c>, <c>Helm</c>.</summary>
    public required string Tool { get; init; }

    public required string IncidentId { get; init; }

    /// <summary>The repository's address; never with credentials.</summary>
    public required string Remote { get; init; }

    /// <summary>The branch that it is to be merged into.</summary>
    public required string Base { get; init; }

    /// <summary>The commit that it starts from.</summary>
    public required string BaseCommit { get; init; }

    /// <summary><c>kaos/{incident id}-{8 hex of the change}</c>.</summary>
    public required string Branch { get; init; }

    /// <summary>The branch's only commit; made when the plan is made, pushed once it is approved.</summary>
    public required string Commit { get; init; }

    /// <summary>The file that changes, from the repository's top.</summary>
    public required string Path { get; init; }

    /// <summary>Git's id of the file's content before.</summary>
    public required string Blob { get; init; }

    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>Why, for whoever reviews it; the message of the commit is the title and this.</summary>
    public required string Text { get; init; }
}
