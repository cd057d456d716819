using System.Runtime.CompilerServices;

namespace Kaos.Agent.Grains.Log;

/// <summary>Queries that want every row.</summary>
public static class ViewPages
{
    private const int PageSize = 200;

    /// <summary>Every row that matches, page after page.</summary>
    public static async IAsyncEnumerable<ViewRow> AllAsync(
        this IViews views, ViewQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var page = await views.QueryAsync(query with { PageSize = PageSize, PageToken = token }, cancellationToken);
            foreach (var row in page.Rows)
            {
                yield return row;
            }

            token = page.NextPageToken;
        }
        while (token is not null);
    }
}
